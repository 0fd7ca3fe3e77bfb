// 8-bit weights with a scale per filter, and a plausible scale of what comes out.
import type { FloatConv } from './float-conv';

export interface QuantizedWeights {
  /** [O, I, rows, columns], −127…127 */
  readonly weights: Int8Array;
  /** [O] */
  readonly scales: Float32Array;
}

/** scale = max|w| / 127 of each filter, or 1 if that is 0; q = round(w / scale). */
export function quantizeWeights({ weights, dims: [filters] }: FloatConv): QuantizedWeights {
  const taps = weights.length / filters;
  const scales = Float32Array.from({ length: filters }, (_, filter) => {
    const row = weights.subarray(filter * taps, (filter + 1) * taps);
    return row.reduce((largest, weight) => Math.max(largest, Math.abs(weight)), 0) / 127 || 1;
  });
  return { weights: Int8Array.from(weights, (weight, i) => Math.round(weight / scales[Math.floor(i / taps)])), scales };
}

/**
 * A fixed scale instead of one calibrated on images: four standard deviations of a sum over independent inputs that
 * spread over half of their range, on 255 steps. No kernel's time depends on it.
 */
export function outputScale({ weights, dims: [filters] }: FloatConv, inputScale: number): number {
  const meanSquare = weights.reduce((sum, weight) => sum + weight * weight, 0) / filters;
  return ((4 * 128 * inputScale) / 255) * Math.sqrt(meanSquare) || 1;
}
