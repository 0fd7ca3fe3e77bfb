// How far an evaluation of each kind of layer in float32, in any order, may lie from an exact one.
import type { Layer } from '@bitplane/model';
import { largestMagnitude } from '../../onnx/ops/largest-magnitude';
import { carried, isExactScale, largestOf, rounded, scaledError, sumError, type Evaluated } from './rounding-error';

interface Rounding<Kind> {
  /** The largest distance of the output from the exact one; absent: it is exact. */
  readonly error?: (layer: Kind, evaluated: Evaluated) => number;
  /** The layer adds up whole numbers: the largest partial sum in any order; null where they are none. */
  readonly sum?: (layer: Kind, inputSum: number | null) => number | null;
  /**
   * The smallest difference of a number may change the output. Thresholds of whole sums are not among these: such sums
   * are exact.
   */
  readonly jumps?: true;
}

/** Of signs, levels and bytes: see `jumps`. */
export const outputError = (layer: Layer, evaluated: Evaluated): number =>
  roundingOf(layer).error?.(layer, evaluated) ?? 0;

export const wholeSum = (layer: Layer, [inputSum = null]: readonly (number | null)[]): number | null =>
  roundingOf(layer).sum?.(layer, inputSum) ?? null;

export const jumps = (layer: Layer): boolean => roundingOf(layer).jumps === true;

type Linear = Extract<Layer, { kind: 'conv2d' | 'float-conv2d' }>;

const linear: Rounding<Linear> = {
  error: ({ weights, filters, bias }, evaluated) =>
    sumError({ weights, filters, bias, inputMax: largestOf(evaluated), inputError: carried(evaluated) }),
};
const moves: Rounding<Layer> = { error: (_, evaluated) => carried(evaluated) };
const decides: Rounding<Layer> = { jumps: true };

const ROUNDINGS: { readonly [Kind in Layer['kind']]: Rounding<Extract<Layer, { kind: Kind }>> } = {
  normalize: { error: ({ scale, zeroPoints }) => rounded(4, scale * (255 + largestMagnitude(zeroPoints))) },
  // Scale and offset of a byte: the table's first entry is the offset. Bytes are exact.
  'byte-table': { error: ({ element, table }) => (element === 'uint8' ? 0 : rounded(8, 2 * largestMagnitude(table))) },
  ...{ conv2d: linear, 'float-conv2d': linear },
  'int8-dense': {
    error({ weights, filters, scale, offset }, evaluated) {
      const [inputMax, inputError] = [largestOf(evaluated), carried(evaluated)];
      const sums = sumError({ weights, filters, bias: null, inputMax, inputError });
      const largestSum = (weights.length / filters) * 127 * inputMax;
      const largest = largestMagnitude(scale);
      return largest * sums + rounded(4, largest * largestSum + largestMagnitude(offset ?? []));
    },
  },
  // Sums of whole numbers are exact as such; where a source scales their weights or inputs, they round as floats do.
  'binary-conv2d': {
    error: ({ weights: { values }, filters }) => rounded((3 * values.length) / filters, values.length / filters),
    sum: ({ weights: { values }, filters }) => values.length / filters,
  },
  'int8-conv2d': {
    error: ({ weights, filters }) => sumError({ weights, filters, bias: null, inputMax: 255, inputError: 0 }),
    sum: ({ weights, filters }) => (255 * 127 * weights.length) / filters,
  },
  'plane-sum': {
    error(layer, evaluated) {
      if (evaluated.inputSums[0] !== null && layer.scales.every(Number.isInteger)) return 0;
      const { scales, planes } = layer;
      const factor = planes * largestMagnitude(scales);
      return factor * carried(evaluated) + rounded(3 * planes, factor * largestOf(evaluated));
    },
    sum: ({ scales, planes }, inputSum) =>
      inputSum !== null && scales.every(Number.isInteger) ? inputSum * planes * largestMagnitude(scales) : null,
  },
  'batch-norm': {
    error({ gamma, beta, mean, variance, epsilon }, evaluated) {
      const scale = gamma.map((value, c) => value / Math.sqrt(variance[c] + epsilon));
      return scaledError({ scale, offset: beta, mean }, evaluated);
    },
  },
  affine: {
    error(layer, evaluated) {
      const [sum] = evaluated.inputSums;
      const isExact = sum !== null && layer.offset === null && isExactScale(layer.scale, sum);
      return isExact ? 0 : scaledError(layer, evaluated);
    },
  },
  'average-pool': {
    error: ({ window: { size } }, evaluated) =>
      carried(evaluated) + rounded(size[0] * size[1] + 2, largestOf(evaluated)),
  },
  add: {
    error(_, evaluated) {
      const largest = evaluated.inputs.map((__, k) => largestOf(evaluated, k));
      return sumOf(evaluated.inputErrors) + rounded(1, sumOf(largest));
    },
  },
  prelu: {
    error({ slopes }, evaluated) {
      const factor = Math.max(1, largestMagnitude(slopes));
      return factor * carried(evaluated) + rounded(2, factor * largestOf(evaluated));
    },
  },
  ...{ clip: moves, relu: moves, concat: moves, 'max-pool': moves, 'channel-shuffle': moves, upsample: moves },
  ...{ sign: decides, levels: decides, 'residual-sign': decides, quantize: decides },
  ...{ threshold: {}, 'multi-threshold': {}, 'bit-max-pool': {} },
};

const roundingOf = ({ kind }: Layer): Rounding<Layer> => ROUNDINGS[kind] as Rounding<Layer>;

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);
