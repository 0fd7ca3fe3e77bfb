import * as tf from '@tensorflow/tfjs';
import { runNative } from './op';
import type { GradientOverride, KernelOverride } from './overrides';
import { isRowOf } from './rows';

/**
 * y = x if x ≥ 0, else alpha·x, alpha for each element or channel. Twin: TensorFlow.js's composition of six operations.
 */
export const prelu: KernelOverride = {
  kernelName: tf.Prelu,
  run: ({ x, alpha }) => (isRowOf(alpha, x) ? runNative({ name: 'Prelu', inputs: [x, alpha] })[0] : null),
};

/** dx = dy where x > 0, else alpha·dy; dalpha = Σ of dy·x where x ≤ 0. Twin: TensorFlow.js's own gradient. */
export const preluGradient: GradientOverride = {
  kernelName: tf.Prelu,
  inputsToSave: ['x', 'alpha'],
  gradient(dy, [x, alpha]) {
    if (!isRowOf(alpha, x)) return null;
    const [dx, dalpha] = runNative({ name: 'PreluGradient', inputs: [x, alpha, dy], numOutputs: 2 });
    return { x: () => dx, alpha: () => dalpha };
  },
};
