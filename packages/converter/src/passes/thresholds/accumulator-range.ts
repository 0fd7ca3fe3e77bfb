// The integers that a convolution can produce.
import type { BinaryConv2D, Int8Conv2D } from '@bitplane/model';
import type { Interval } from './integer-set';

/** All sums of one filter, whatever the image; taps outside the image contribute 0 or ±1, which lies within. */
export function accumulatorRange(layer: BinaryConv2D | Int8Conv2D, filter: number): Interval {
  if (layer.kind === 'int8-conv2d') return int8Range(layer, filter);
  const upper = numPresent(layer, filter);
  return { lower: upper === 0 ? 0 : -upper, upper };
}

/** The weights of a filter that contribute: all, but where a mask leaves some out. */
function numPresent({ weights, filters }: BinaryConv2D, filter: number): number {
  const length = weights.values.length / filters;
  if (weights.type === 'latent' || weights.mask === null) return length;
  return weights.mask.subarray(filter * length, (filter + 1) * length).reduce((sum, bit) => sum + bit, 0);
}

/** Σ of the smallest and of the largest (u − zeroPoint)·q for u in 0…255. */
function int8Range({ weights, zeroPoints, filters, groups }: Int8Conv2D, filter: number): Interval {
  const length = weights.length / filters;
  const groupChannels = zeroPoints.length / groups;
  const firstChannel = Math.floor(filter / (filters / groups)) * groupChannels;
  let [lower, upper] = [0, 0];
  for (let k = 0; k < length; k++) {
    const q = weights[filter * length + k];
    const zeroPoint = zeroPoints[firstChannel + (k % groupChannels)];
    lower += Math.min(-q * zeroPoint, q * (255 - zeroPoint));
    upper += Math.max(-q * zeroPoint, q * (255 - zeroPoint));
  }
  return { lower, upper };
}
