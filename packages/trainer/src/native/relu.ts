import * as tf from '@tensorflow/tfjs';
import { hasNativeOps, runNative } from './op';
import type { GradientOverride, KernelOverride } from './overrides';
import { LARGE } from './rows';

/** y = max(x, 0). Twin: TensorFlow's Relu, equal to the bit. */
export const relu: KernelOverride = {
  kernelName: tf.Relu,
  run: ({ x }) =>
    hasNativeOps() && x.dtype === 'float32' && x.size >= LARGE ? runNative({ name: 'Relu', inputs: [x] })[0] : null,
};

/** dx = dy where x > 0, else 0. Twin: gradients/relu.ts, three passes over memory where this takes one. */
export const reluGradient: GradientOverride = {
  kernelName: tf.Relu,
  inputsToSave: ['x'],
  gradient: (dy, [x]) => (hasNativeOps() ? { x: () => runNative({ name: 'ReluGradient', inputs: [x, dy] })[0] } : null),
};
