// Tensors of which it is known that every value is −1 or +1: native ops treat them as bits.
import type * as tf from '@tensorflow/tfjs';
import { hasNativeOps, runNative } from './op';

/**
 * Data that `signs` made. A clone has the same data; every other operation makes new data, of which nothing is known.
 */
const known = new WeakSet<object>();

/** +1 where x ≥ 0, zero of either sign included, else −1; float32. tf.sign gives 0 at 0. */
export function signs(x: tf.Tensor): tf.Tensor {
  const y = hasNativeOps() ? runNative({ name: 'Signs', inputs: [x] })[0] : signsTwin(x);
  known.add(y.dataId);
  return y;
}

export const signsTwin = (x: tf.Tensor): tf.Tensor => x.greaterEqual(0).cast('float32').mul(2).sub(1);

/** Whether all values are known to be ±1. */
export const areSigns = (x: tf.Tensor): boolean => known.has(x.dataId);
