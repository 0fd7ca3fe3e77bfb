// How far an evaluation of one layer in float32, in any order, may lie from an exact one.
import type { Layer, Tensor, Window } from '@bitplane/model';
import { largestMagnitude } from '../../onnx/ops/largest-magnitude';

export interface Evaluated {
  readonly inputs: readonly Tensor[];
  /** How far each input may lie from the exact one. */
  readonly inputErrors: readonly number[];
  /** The largest partial sum of each input of whole numbers; null for others. */
  readonly inputSums: readonly (number | null)[];
}

/** The largest distance of the layer's output from the exact one. Signs, levels and bytes have none: see `jumps`. */
export const outputError = (layer: Layer, evaluated: Evaluated): number =>
  hasExactSums(layer, evaluated) ? 0 : (ERRORS[layer.kind] as ErrorOf<Layer>)(layer, evaluated);

/** The largest partial sum, in any order, of a layer that adds up whole numbers; null for others. */
export function wholeSum(layer: Layer, [inputSum]: readonly (number | null)[]): number | null {
  if (layer.kind === 'binary-conv2d') return layer.weights.values.length / layer.filters;
  if (layer.kind === 'int8-conv2d') return (255 * 127 * layer.weights.length) / layer.filters;
  if (layer.kind !== 'plane-sum' || inputSum === null || !layer.scales.every(Number.isInteger)) return null;
  return inputSum * layer.planes * largestMagnitude(layer.scales);
}

/**
 * Whether a scale of whole sums is exact in float32 before as well as after the sum: then a source that scales weights
 * or inputs instead, and adds up in any order, has the same numbers to the bit.
 */
function hasExactSums(layer: Layer, { inputSums: [sum] }: Evaluated): boolean {
  if (sum === null || layer.kind === 'batch-norm') return false;
  if (layer.kind === 'plane-sum') return wholeSum(layer, [sum]) !== null;
  if (layer.kind !== 'affine' || layer.offset !== null) return false;
  return layer.scale === null || layer.scale.every((scale) => oddPart(scale) * sum <= 2 ** 24);
}

/** The odd whole number that a float is, times a power of two; of more than 53 bits there are none. */
function oddPart(value: number): number {
  let odd = Math.abs(value);
  if (odd === 0) return 0;
  while (odd % 1 !== 0) odd *= 2;
  while (odd % 2 === 0) odd /= 2;
  return odd;
}

/**
 * Whether the smallest difference of a number may change the layer's output. Thresholds of whole sums are not among
 * them: sums are exact.
 */
export const jumps = ({ kind }: Layer): boolean => JUMPS.includes(kind);

const JUMPS: readonly Layer['kind'][] = ['sign', 'levels', 'residual-sign', 'quantize'];

type ErrorOf<Kind> = (layer: Kind, evaluated: Evaluated) => number;

/**
 * n roundings of numbers up to `magnitude`. They add up to n·u·magnitude at most (Higham, Accuracy and Stability of
 * Numerical Algorithms, section 3.1), and, as roundings are independent of each other, to λ·√n·u·magnitude with
 * probability 1 − 2·exp(−λ²/2) (Higham and Mary, A New Approach to Probabilistic Rounding Error Analysis, 2019,
 * theorem 2.4): with λ = 8 all but one of 10^13 sums. The former would let a wrong weight of a long sum pass. 2^−149 is
 * the smallest subnormal.
 */
const rounded = (n: number, magnitude: number): number =>
  Math.min(n, 8 * Math.sqrt(n)) * (2 ** -24 * magnitude + 2 ** -149);

const largestOf = ({ inputs }: Evaluated, index = 0): number => largestMagnitude(inputs[index].data);
const carried = ({ inputErrors }: Evaluated): number => Math.max(...inputErrors);

interface Sums {
  readonly weights: ArrayLike<number>;
  readonly filters: number;
  readonly bias: ArrayLike<number> | null;
  /** The largest absolute value of the input. */
  readonly inputMax: number;
  readonly inputError: number;
}

/** The largest over all filters of: products of `length` weights with the input, summed in any order. */
function sumError({ weights, filters, bias, inputMax, inputError }: Sums): number {
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
function scaledError({ scale, offset, mean }: Scaled, evaluated: Evaluated): number {
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

const none = (): number => 0;
const numPixels = ({ size: [rows, columns] }: Window): number => rows * columns;

const ERRORS: { readonly [Kind in Layer['kind']]: ErrorOf<Extract<Layer, { kind: Kind }>> } = {
  normalize: ({ scale, zeroPoints }) => rounded(4, scale * 255 + scale * largestMagnitude(zeroPoints)),
  // Scale and offset of a byte: the table's first entry is the offset.
  'byte-table': ({ table }) => rounded(8, 2 * largestMagnitude(table)),
  conv2d: ({ weights, filters, bias }, evaluated) =>
    sumError({ weights, filters, bias, inputMax: largestOf(evaluated), inputError: carried(evaluated) }),
  'float-conv2d': ({ weights, filters, bias }, evaluated) =>
    sumError({ weights, filters, bias, inputMax: largestOf(evaluated), inputError: carried(evaluated) }),
  'int8-dense': ({ weights, filters, scale, offset }, evaluated) => {
    const sums = sumError({
      weights,
      filters,
      bias: null,
      inputMax: largestOf(evaluated),
      inputError: carried(evaluated),
    });
    const largestSum = (weights.length / filters) * 127 * largestOf(evaluated);
    const largest = largestMagnitude(scale);
    return largest * sums + rounded(4, largest * largestSum + (offset === null ? 0 : largestMagnitude(offset)));
  },
  // Sums of whole numbers are exact as such; where a source scales their weights or inputs, they round as floats do.
  'binary-conv2d': ({ weights: { values }, filters }) =>
    rounded(3 * (values.length / filters), values.length / filters),
  'int8-conv2d': ({ weights, filters }) => sumError({ weights, filters, bias: null, inputMax: 255, inputError: 0 }),
  'batch-norm': ({ gamma, beta, mean, variance, epsilon }, evaluated) => {
    const scale = gamma.map((value, c) => value / Math.sqrt(variance[c] + epsilon));
    return scaledError({ scale, offset: beta, mean }, evaluated);
  },
  affine: scaledError,
  'plane-sum': ({ scales, planes }, evaluated) => {
    const filters = scales.length / planes;
    const sums = Array.from({ length: filters }, (_, f) =>
      Array.from({ length: planes }, (__, p) => Math.abs(scales[p * filters + f])).reduce((a, b) => a + b, 0),
    );
    const factor = Math.max(...sums);
    return factor * carried(evaluated) + rounded(3 * planes, factor * largestOf(evaluated));
  },
  'average-pool': ({ window }, evaluated) => carried(evaluated) + rounded(numPixels(window) + 2, largestOf(evaluated)),
  add: (_, evaluated) =>
    evaluated.inputErrors.reduce((sum, error) => sum + error, 0) +
    rounded(
      1,
      evaluated.inputs.reduce((sum, __, k) => sum + largestOf(evaluated, k), 0),
    ),
  prelu: ({ slopes }, evaluated) => {
    const factor = Math.max(1, largestMagnitude(slopes));
    return factor * carried(evaluated) + rounded(2, factor * largestOf(evaluated));
  },
  clip: (_, evaluated) => carried(evaluated),
  relu: (_, evaluated) => carried(evaluated),
  concat: (_, evaluated) => carried(evaluated),
  'max-pool': (_, evaluated) => carried(evaluated),
  'channel-shuffle': (_, evaluated) => carried(evaluated),
  upsample: (_, evaluated) => carried(evaluated),
  ...{ sign: none, levels: none, 'residual-sign': none, quantize: none },
  ...{ threshold: none, 'multi-threshold': none, 'bit-max-pool': none },
};
