// Compares native ops with their twins.
import * as tf from '@tensorflow/tfjs';
import { hasNativeOps, withoutNativeOps } from '../native/op';
import { randomFor } from '@bitplane/model';

/**
 * Whole numbers −8 … 8: sums of fewer than 10⁵ products are exact in float32 whatever their order, so that results must
 * agree to the bit.
 */
export function integers<Rank extends tf.Rank>(shape: tf.ShapeMap[Rank], seed: number): tf.Tensor<Rank> {
  const random = randomFor(seed);
  const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => Math.floor(random() * 17) - 8);
  return tf.tensor(values, shape);
}

export interface Outcome {
  /** The function's value, then its gradient to each input, as arrays. */
  readonly native: number[][];
  readonly twin: number[][];
}

/**
 * Value and gradients of f at these inputs, native and by the twin, for a dy of whole numbers. null where the library
 * is not there, which fails on a build machine.
 */
export function bothWays(f: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: tf.Tensor[]): Outcome | null {
  if (!hasNativeOps()) {
    expect(process.env.CI).toBeUndefined();
    return null;
  }
  const outcome = (): number[][] => {
    const y = f(...inputs);
    const gradients = inputs.length === 0 ? [] : tf.grads(f)(inputs, integers(y.shape, 99));
    // −0 and +0 are the same number, Jest tells them apart.
    return [y, ...gradients].map((tensor) => Array.from(tensor.dataSync(), (value) => value + 0));
  };
  return { native: outcome(), twin: withoutNativeOps(outcome) };
}
