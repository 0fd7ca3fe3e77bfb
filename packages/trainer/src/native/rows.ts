// Rows, such as a bias, that belong to every row of a large tensor, and the sum over rows, which is their gradient.
import * as tf from '@tensorflow/tfjs';
import { hasNativeOps, runNative } from './op';
import type { KernelOverride } from './overrides';

/** Below this TensorFlow's own kernels are as fast. */
export const LARGE = 16_384;

/**
 * Whether `row` is repeated along the first dimensions of x only, as a bias [C] or the slopes [1, 1, C], [H, W, C] of
 * [N, H, W, C] are, and x is large enough for native ops to pay.
 */
export function isRowOf(row: tf.Tensor, x: tf.Tensor): boolean {
  if (!hasNativeOps() || x.dtype !== 'float32' || row.dtype !== 'float32') return false;
  if (x.size < LARGE || row.size < 2 || row.size === x.size) return false;
  const own = row.shape.slice(row.shape.findIndex((size) => size !== 1));
  return row.rank <= x.rank && own.join() === x.shape.slice(x.rank - own.length).join();
}

/**
 * Sum over the first dimensions. Twin: TensorFlow's Sum, which adds in another order. [64, 32, 32, 64] → [64]: 3.2 ms
 * there.
 */
export const sumRows: KernelOverride = {
  kernelName: tf.Sum,
  run({ x }, attributes) {
    const axes = tf.util.parseAxisParam(attributes.axis as number | number[], x.shape);
    const isLeading = axes.every((axis, i) => axis === i);
    const kept = x.rank - axes.length;
    if (!hasNativeOps() || x.dtype !== 'float32' || x.size < LARGE || !isLeading || kept === 0) return null;
    const sum = runNative({ name: 'SumRows', inputs: [x], numbers: [kept] })[0];
    if (attributes.keepDims !== true) return sum;
    const shape = x.shape.map((size, axis) => (axis < axes.length ? 1 : size));
    const kept1 = sum.reshape(shape);
    sum.dispose();
    return kept1;
  },
};
