// Bounds on what float32, in any order, makes of sums and scales.
import type { Tensor } from '@bitplane/model';
import { largestMagnitude } from '../../onnx/ops/largest-magnitude';

/** What a layer has computed. */
export interface Evaluated {
  readonly inputs: readonly Tensor[];
  /** How far each input may lie from the exact one. */
  readonly inputErrors: readonly number[];
  /** The largest partial sum of each input of whole numbers; null for others. */
  readonly inputSums: readonly (number | null)[];
}

/**
 * n roundings of numbers up to `magnitude`. They add up to n·u·magnitude at most (Higham, Accuracy and Stability of
 * Numerical Algorithms, section 3.1), and, as roundings are independent of each other, to λ·√n·u·magnitude with
 * probability 1 − 2·exp(−λ²/2) (Higham and Mary, A New Approach to Probabilistic Rounding Error Analysis, 2019,
 * theorem 2.4): with λ = 8 all but one of 10^13 sums. The former would let a wrong weight of a long sum pass. 2^−149 is
 * the smallest subnormal.
 */
export const rounded = (n: number, magnitude: number): number =>
  Math.min(n, 8 * Math.sqrt(n)) * (2 ** -24 * magnitude + 2 ** -149);

/** The largest absolute value of an input. */
export const largestOf = ({ inputs }: Evaluated, index = 0): number => largestMagnitude(inputs[index].data);

/** Of a layer that moves numbers, or bends them by slopes up to 1. */
export const carried = ({ inputErrors }: Evaluated): number => Math.max(...inputErrors);

interface Sums {
  readonly weights: ArrayLike<number>;
  readonly filters: number;
  readonly bias: ArrayLike<number> | null;
  /** The largest absolute value of the input. */
  readonly inputMax: number;
  readonly inputError: number;
}

/** Products of a filter's weights with the input, summed in any order; the largest of all filters. */
export function sumError({ weights, filters, bias, inputMax, inputError }: Sums): number {
  const length = weights.length / filters;
  let [norm, sum] = [0, 0];
  for (let filter = 0; filter < filters; filter++) {
    let own = 0;
    for (let k = filter * length; k < (filter + 1) * length; k++) own += Math.abs(weights[k]);
    norm = Math.max(norm, own);
    sum = Math.max(sum, own * inputMax + Math.abs(bias?.[filter] ?? 0));
  }
  // A product, a sum and the rounding of a weight each, and the bias.
  return norm * inputError + rounded(3 * length + 2, sum);
}

interface Scaled {
  readonly scale: ArrayLike<number> | null;
  readonly offset: ArrayLike<number> | null;
  /** Subtracted before; absent: nothing. */
  readonly mean?: ArrayLike<number>;
}

/** y = scale·(x − mean) + offset, the scale itself the result of some roundings. */
export function scaledError({ scale, offset, mean }: Scaled, evaluated: Evaluated): number {
  const inputMax = largestOf(evaluated);
  let [factor, sum] = [scale === null ? 1 : 0, 0];
  const channels = scale?.length ?? offset?.length ?? 1;
  for (let c = 0; c < channels; c++) {
    const own = Math.abs(scale?.[c] ?? 1);
    factor = Math.max(factor, own);
    sum = Math.max(sum, own * (inputMax + Math.abs(mean?.[c] ?? 0)) + Math.abs(offset?.[c] ?? 0));
  }
  return factor * carried(evaluated) + rounded(8, sum);
}

/**
 * Whether scales of whole sums, up to `sum` on the way, are exact in float32 before as well as after it: then a source
 * that scales weights or inputs instead, and adds up in any order, has the same numbers to the bit.
 */
export const isExactScale = (scale: ArrayLike<number> | null, sum: number): boolean =>
  Array.from(scale ?? [1]).every((each) => oddPart(each) * sum <= 2 ** 24);

/** The odd whole number that a float is, times a power of two. */
function oddPart(value: number): number {
  let odd = Math.abs(value);
  if (odd === 0) return 0;
  while (odd % 1 !== 0) odd *= 2;
  while (odd % 2 === 0) odd /= 2;
  return odd;
}
