// A convolution of floats as one of bytes.
import { affineLayer, kindOf, quantizeInt8, roundHalfEven } from '@bitplane/model';
import type { Affine, Conv2D, Int8Conv2D, Normalize, Quantize } from '@bitplane/model';

/** float32 holds every integer below this: the affine layer after the sums reads them as floats. */
const LARGEST_EXACT = 2 ** 24;

/** What a convolution reads: bytes that stand for (u − zeroPoints)·step. */
export interface Bytes {
  readonly name: string;
  readonly zeroPoints: Uint8Array;
  readonly step: number;
}

/** Those that are there already: the image's, or what a layer has rounded to bytes. */
export const bytesBefore = ({ inputs, zeroPoints, scale }: Normalize): Bytes => ({
  name: inputs[0],
  zeroPoints,
  step: scale,
});

export const bytesOf = ({ name, zeroPoints, scale }: Quantize): Bytes => ({ name, zeroPoints, step: scale[0] });

/**
 * acc = Σ (u − zeroPoint)·q, y = (scale·step)·acc + bias, a scale per filter. A filter whose sums could pass 2^24 gets
 * fewer levels instead.
 */
export function int8Layers(layer: Conv2D, { name: input, zeroPoints, step }: Bytes): [Int8Conv2D, Affine] {
  const { name, filters, window, groups, bias } = layer;
  const { values, scales } = quantizeInt8(layer.weights, filters);
  const geometry = { name: `${name}/sums`, inputs: [input], filters, window, groups };
  const sums: Int8Conv2D = { kind: 'int8-conv2d', ...geometry, weights: values, zeroPoints };
  const factors = Float64Array.from(scales);
  for (let filter = 0; filter < filters; filter++) factors[filter] = fit(sums, layer.weights, filter, factors[filter]);
  const scale = factors.map((factor) => factor * step);
  return [sums, affineLayer(name, sums.name, { scale, offset: bias })];
}

/** Rounds the filter's weights anew, in place, until its sums stay below 2^24; returns its scale. */
function fit(sums: Int8Conv2D, weights: Float32Array, filter: number, scale: number): number {
  const length = weights.length / sums.filters;
  let fitting = scale;
  for (;;) {
    const { lower, upper } = kindOf(sums).accumulatorRange!(sums, filter);
    const largest = Math.max(-lower, upper);
    if (largest < LARGEST_EXACT) return fitting;
    fitting *= Math.max(largest / LARGEST_EXACT, 1.01);
    for (let k = filter * length; k < (filter + 1) * length; k++) sums.weights[k] = roundHalfEven(weights[k] / fitting);
  }
}
