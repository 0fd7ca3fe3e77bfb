// Quantizers of activations that are step functions.
import { roundHalfEven } from '@bitplane/model';
import type { Staircase } from './level-planes';

/** −1, 0 and +1. @param isInclusive what is at ±threshold itself is ±1, else 0. */
export const ternary = (threshold: number, isInclusive: boolean): Staircase => ({
  bounds: [
    isInclusive
      ? Float64Array.of(float32After(-threshold), threshold)
      : Float64Array.of(-threshold, float32After(threshold)),
  ],
  values: Float64Array.of(-1, 0, 1),
});

/** 1 if x > 0, else 0 */
export const HEAVISIDE: Staircase = { bounds: [Float64Array.of(float32After(0))], values: Float64Array.of(0, 1) };

/** roundHalfEven(n·clip(x, 0, 1))/n with n = 2^bits − 1, the product in float32. */
export function evenLevels(bits: number): Staircase {
  const n = 2 ** bits - 1;
  const bounds = Float64Array.from({ length: n }, (_, k) => firstOfLevel(k + 1, n));
  return { bounds: [bounds], values: Float64Array.from({ length: n + 1 }, (_, level) => level / n) };
}

/** The smallest number of float32 that n·x is rounded to `level` for. */
function firstOfLevel(level: number, n: number): number {
  let x = Math.fround(((level - 0.5) / n) * (1 - 2 ** -20));
  while (roundHalfEven(Math.fround(x * n)) < level) x = float32After(x);
  return x;
}

/** The next number of float32; of 0 the smallest that no processor takes for 0. */
function float32After(x: number): number {
  if (x === 0) return 2 ** -126;
  const bits = new DataView(new ArrayBuffer(4));
  bits.setFloat32(0, x);
  bits.setInt32(0, bits.getInt32(0) + (x > 0 ? 1 : -1));
  return bits.getFloat32(0);
}
