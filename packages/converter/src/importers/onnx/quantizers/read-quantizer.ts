// The quantizer of a node: Quant, BipolarQuant, QuantizeLinear.
import type { NodeSource } from '../graph/node-source';
import { uniformValue, type Constant, type Element } from '../values/constant';
import { bipolarQuantizer, clampedQuantizer, linearQuantizer, ROUNDINGS, type Quantizer } from './quantizer';

export interface NodeQuantizer {
  readonly quantizer: Quantizer;
  /** Above 0, in dimensions that can be repeated to those of the tensor. */
  readonly scale: Constant;
  /** What the node makes: numbers, or their codes. */
  readonly makes: 'numbers' | 'codes';
}

const ADVICE = 'quantise with one zero point and one bit width for the tensor';

/** Input `index` as one number; `fallback` where it is left out. */
function oneNumber(source: NodeSource, index: number, fallback: number): number {
  const constant = source.optionalConstant(index);
  if (constant === null) return fallback;
  return (
    uniformValue(constant) ?? source.reject(`input ${index + 1} to be one number`, `[${constant.dims.join()}]`, ADVICE)
  );
}

function readScale(source: NodeSource): Constant {
  const scale = source.constant(1);
  const index = scale.data.findIndex((value) => value <= 0);
  if (index >= 0) source.reject('scales above 0', scale.data[index], 'train again, or replace the scale');
  return scale;
}

export const readBipolarQuant = (source: NodeSource): NodeQuantizer => ({
  quantizer: bipolarQuantizer(),
  scale: readScale(source),
  makes: 'numbers',
});

export const QUANT_ATTRIBUTES: readonly string[] = ['signed', 'narrow', 'rounding_mode'];
export function readQuant(source: NodeSource): NodeQuantizer {
  const [isSigned, isNarrow] = [source.int('signed', 1) === 1, source.int('narrow', 0) === 1];
  const mode = source.string('rounding_mode', 'ROUND').toUpperCase();
  const round = ROUNDINGS.get(mode) ?? source.reject(`rounding_mode ${[...ROUNDINGS.keys()].join(', ')}`, mode);
  const [zeroPoint, bits] = [oneNumber(source, 2, 0), oneNumber(source, 3, NaN)];
  if (!Number.isInteger(bits) || bits < 1 || bits > 8)
    source.reject(
      'a bit_width of 1 to 8',
      bits,
      'train with at most 8 bits, or leave the quantizer out: numbers stay float32',
    );
  if (!Number.isInteger(zeroPoint))
    source.reject('a whole zero point', zeroPoint, 'train with a whole zero point, or with 0');
  const scale = readScale(source);
  if (bits === 1 && isSigned) return { quantizer: bipolarQuantizer(zeroPoint), scale, makes: 'numbers' };
  const range = isSigned
    ? { lowest: -(2 ** (bits - 1)) + (isNarrow ? 1 : 0), highest: 2 ** (bits - 1) - 1 }
    : { lowest: 0, highest: 2 ** bits - (isNarrow ? 2 : 1) };
  if (range.highest === range.lowest) source.reject('a quantizer of several levels', 'one', 'use more bits');
  return { quantizer: clampedQuantizer({ zeroPoint, ...range }, round), scale, makes: 'numbers' };
}

/** Element type → lowest and highest code. */
const RANGES: Readonly<Partial<Record<Element, readonly [number, number]>>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint4: [0, 15],
  int4: [-8, 7],
  uint2: [0, 3],
  int2: [-2, 1],
};

export const QUANTIZE_LINEAR_ATTRIBUTES: readonly string[] = [
  'axis',
  'saturate',
  'block_size',
  'output_dtype',
  'precision',
];

/** element: that of the zero point, or uint8. */
export function readQuantizeLinear(source: NodeSource, rank: number, element: Element): NodeQuantizer {
  requireNoBlocks(source);
  const zeroPoint = oneNumber(source, 2, 0);
  const range = RANGES[element] ?? source.reject('codes of at most 8 bits', element, 'quantise to int8 or uint8');
  const quantizer = linearQuantizer({ zeroPoint, lowest: range[0], highest: range[1] });
  return { quantizer, scale: alongAxis(source, readScale(source), rank), makes: 'codes' };
}

export function requireNoBlocks(source: NodeSource): void {
  if (source.int('block_size', 0) !== 0)
    source.reject(
      'one scale for a tensor or for each index of an axis',
      'scales of blocks',
      'quantise without block_size',
    );
}

/** A list of scales, one for each index of `axis`, in dimensions that are repeated along all others. */
export function alongAxis(source: NodeSource, list: Constant, rank: number): Constant {
  if (list.data.length === 1) return { ...list, dims: [] };
  if (list.dims.length !== 1) return list;
  const axis = source.int('axis', 1);
  const place = axis < 0 ? axis + rank : axis;
  return { ...list, dims: Array.from({ length: rank }, (_, k) => (k === place ? list.data.length : 1)) };
}
