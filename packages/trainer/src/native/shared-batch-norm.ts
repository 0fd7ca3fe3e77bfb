// Batch normalisation by the statistics of a batch that several ranks share.
import * as tf from '@tensorflow/tfjs';
import { runNative } from './op';

/** The ranks that share a batch. Messages are named after the layer. */
export interface NormGroup {
  /** Whether this rank's images are part of the batch: a rank without any computes with one that does not count. */
  readonly counts: boolean;
  /** What each rank gave, by rank. */
  gather(own: Float32Array, layer: string): Float32Array[];
  /** values ← Σ over the ranks, in place. */
  sum(values: Float32Array, layer: string): void;
}

let group: NormGroup | null = null;

/** Runs `compute`, forward and backward passes; its batch norms take their statistics from the whole group. */
export function withNormGroup<Result>(shared: NormGroup | null, compute: () => Result): Result {
  const before = group;
  group = shared;
  try {
    return compute();
  } finally {
    group = before;
  }
}

/** The group of now; null: each rank has its own statistics. */
export const normGroup = (): NormGroup | null => group;

export interface SharedNorm {
  readonly name: string;
  readonly epsilon: number;
  /** Moves the layer's moving statistics. */
  onStatistics(mean: tf.Tensor, variance: tf.Tensor): void;
}

/**
 * y = gamma·(x − mean)/√(variance + epsilon) + beta, mean and variance over the rows of all ranks. With n_r rows on
 * rank r, and S_r = Σ(x − mean_r)² there: mean = Σ n_r·mean_r/N, variance = Σ(S_r + n_r·(mean_r − mean)²)/N.
 * Chan, Golub, LeVeque, "Algorithms for computing the sample variance", 1983, equation 2.1. x: [..., C].
 *
 * dx needs the means of dy and dy·x̂ over all ranks too; the gradients of gamma and beta are those of this rank's rows.
 */
export function sharedBatchNorm(
  ranks: NormGroup,
  layer: SharedNorm,
  [x, gamma, beta]: [tf.Tensor, tf.Tensor, tf.Tensor],
): tf.Tensor {
  const forward = tf.customGrad((...args) => {
    const [input, factor, shift] = args as tf.Tensor[];
    const save = args[3] as unknown as (tensors: tf.Tensor[]) => void;
    const { rows, mean, variance } = statistics(ranks, layer.name, input);
    layer.onStatistics(tf.tensor1d(mean), tf.tensor1d(variance));
    const scale = tf.tensor1d(variance.map((value) => 1 / Math.sqrt(value + Math.fround(layer.epsilon))));
    const norm = [tf.tensor1d(mean), scale];
    const [value] = runNative({ name: 'BatchNormApply', inputs: [input, factor, shift, ...norm] });
    save([input, factor, ...norm]);
    return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => gradients(dy, saved, rows) };
  });
  /** `rows`: of all ranks. */
  const gradients = (dy: tf.Tensor, [input, factor, ...norm]: tf.Tensor[], rows: number): tf.Tensor[] => {
    const [ofDy, ofProduct] = runNative({ name: 'BatchNormSums', inputs: [input, ...norm, dy], numOutputs: 2 });
    const sums = Float32Array.of(...ofDy.dataSync<'float32'>(), ...ofProduct.dataSync<'float32'>());
    ranks.sum(sums, layer.name);
    // Rows that do not count have no influence on the loss: with dy = 0 and means of 0, dx is 0.
    const means = sums.map((sum) => (ranks.counts ? sum / rows : 0));
    const channels = means.length / 2;
    const ofAll = [tf.tensor1d(means.subarray(0, channels)), tf.tensor1d(means.subarray(channels))];
    const [dx] = runNative({ name: 'BatchNormInputGradient', inputs: [input, factor, ...norm, dy, ...ofAll] });
    return [dx, ofProduct, ofDy];
  };
  return forward(x, gamma, beta);
}

interface Statistics {
  readonly rows: number;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

function statistics(ranks: NormGroup, layer: string, x: tf.Tensor): Statistics {
  const [ownMean, ownSquares] = runNative({ name: 'BatchNormMoments', inputs: [x], numOutputs: 2 });
  const channels = ownMean.size;
  const own = new Float32Array(1 + 2 * channels);
  // Exact as a float32 up to 2²⁴ rows a rank: 16,384 images of 32 × 32.
  own[0] = ranks.counts ? x.size / channels : 0;
  own.set(ownMean.dataSync<'float32'>(), 1);
  own.set(ownSquares.dataSync<'float32'>(), 1 + channels);
  const all = ranks.gather(own, layer);
  const rows = all.reduce((sum, [count]) => sum + count, 0);
  const mean = Float32Array.from({ length: channels }, (_, c) =>
    all.reduce((sum, part) => sum + (part[0] * part[1 + c]) / rows, 0),
  );
  const variance = Float32Array.from({ length: channels }, (_, c) => {
    const squares = all.map((part) =>
      part[0] === 0 ? 0 : part[1 + channels + c] + part[0] * (part[1 + c] - mean[c]) ** 2,
    );
    return squares.reduce((sum, square) => sum + square, 0) / rows;
  });
  return { rows, mean, variance };
}
