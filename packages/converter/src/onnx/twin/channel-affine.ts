// Scales and offsets per channel on their way into the next 8-bit convolution.
import type { Affine, BatchNorm } from '@bitplane/model';
import type { FloatConv } from './float-conv';

/** y = scale[c]·x + offset[c], both [channels]. */
export interface ChannelAffine {
  readonly scale: Float64Array;
  readonly offset: Float64Array;
}

export function affineOf({ scale, offset }: Affine, channels: number): ChannelAffine {
  return {
    scale: Float64Array.from(scale ?? new Float64Array(channels).fill(1)),
    offset: Float64Array.from(offset ?? new Float64Array(channels)),
  };
}

export function batchNormAffine({ gamma, beta, mean, variance, epsilon }: BatchNorm): ChannelAffine {
  const scale = gamma.map((value, c) => value / Math.sqrt(variance[c] + epsilon));
  return { scale, offset: beta.map((value, c) => value - mean[c] * scale[c]) };
}

/** first, then second. */
export function compose(first: ChannelAffine | null, second: ChannelAffine): ChannelAffine {
  if (first === null) return second;
  return {
    scale: second.scale.map((value, c) => value * first.scale[c]),
    offset: second.offset.map((value, c) => value + second.scale[c] * first.offset[c]),
  };
}

/**
 * The convolution of scale·x + offset as one of x: w' = w·scale[i], bias' = bias + Σ w·offset[i]. At zero-padded
 * borders bias' is too large by the taps outside; a twin is for timing.
 */
export function foldIntoConv(conv: FloatConv, affine: ChannelAffine, groups: number): FloatConv {
  const [filters, channels, rows, columns] = conv.dims;
  const weights = conv.weights.slice();
  const bias = conv.bias?.slice() ?? new Float64Array(filters);
  const taps = rows * columns;
  weights.forEach((weight, index) => {
    const filter = Math.floor(index / (channels * taps));
    const input = Math.floor((filter * groups) / filters) * channels + (Math.floor(index / taps) % channels);
    weights[index] = weight * affine.scale[input];
    bias[filter] += weight * affine.offset[input];
  });
  return { ...conv, weights, bias };
}
