// Sums of a large tensor and another one, or a row that is added to each of its rows, as a bias is.
import * as tf from '@tensorflow/tfjs';
import { hasNativeOps, runNative } from './op';
import type { KernelOverride } from './overrides';
import { isRowOf, LARGE } from './rows';

/**
 * y = a + b. Twin: TensorFlow's Add, equal to the bit. With two cores, [64, 32, 32, 64] + [64] takes 2.5 ms there, and
 * [64, 32, 32, 16] + [64, 32, 32, 16] twice as long as here.
 */
export const add: KernelOverride = {
  kernelName: tf.Add,
  run({ a, b }) {
    if (isLike(a, b)) return runNative({ name: 'Add', inputs: [a, b] })[0];
    if (isRowOf(b, a)) return runNative({ name: 'AddRow', inputs: [a, b] })[0];
    if (isRowOf(a, b)) return runNative({ name: 'AddRow', inputs: [b, a] })[0];
    return null;
  },
};

const isLike = (a: tf.Tensor, b: tf.Tensor): boolean =>
  hasNativeOps() &&
  a.size >= LARGE &&
  [a, b].every(({ dtype }) => dtype === 'float32') &&
  tf.util.arraysEqual(a.shape, b.shape);
