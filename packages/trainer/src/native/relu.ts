import * as tf from '@tensorflow/tfjs';
import { hasNativeOps, runNative } from './op';
import type { GradientOverride } from './overrides';

/** y = max(x, 0): dx = dy where x > 0, else 0. Twin: gradients/relu.ts, three passes over memory where this takes one. */
export const reluGradient: GradientOverride = {
  kernelName: tf.Relu,
  inputsToSave: ['x'],
  gradient: (dy, [x]) => (hasNativeOps() ? { x: () => runNative({ name: 'ReluGradient', inputs: [x, dy] })[0] } : null),
};
