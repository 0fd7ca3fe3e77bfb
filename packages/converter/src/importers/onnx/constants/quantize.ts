// Constants through quantising nodes: the numbers, and the codes that they are multiples of.
import type { NodeSource } from '../graph/node-source';
import {
  alongAxis,
  QUANT_ATTRIBUTES,
  QUANTIZE_LINEAR_ATTRIBUTES,
  readBipolarQuant,
  readQuant,
  readQuantizeLinear,
  requireNoBlocks,
  type NodeQuantizer,
} from '../quantizers/read-quantizer';
import type { Codes, Constant } from '../values/constant';
import { elementOfCode } from '../values/constant';
import type { ConstantNode } from './fold';

function quantize(source: NodeSource, { quantizer, scale, makes }: NodeQuantizer): Constant {
  const constant = source.constant(0);
  const { codeOf, zeroPoint } = quantizer;
  const at = scalePlaces(source, scale, constant.dims);
  const codes = Int32Array.from(constant.data, (x, k) => codeOf(Math.fround(x / scale.data[at(k)])));
  if (makes === 'codes') return { ...constant, element: 'int32', data: Float64Array.from(codes), codes: null };
  return dequantized(
    constant.dims,
    codes.map((code) => code - zeroPoint),
    { scale, at },
  );
}

interface Scales {
  readonly scale: Constant;
  readonly at: (index: number) => number;
}

function dequantized(dims: readonly number[], codes: Int32Array, { scale, at }: Scales): Constant {
  const data = Float32Array.from(codes, (code, k) => code * scale.data[at(k)]);
  return { type: 'constant', element: 'float32', dims, data, codes: codesOf(codes, scale, dims.length) };
}

/** Null where scales differ along several axes. */
function codesOf(codes: Int32Array, { data, dims }: Constant, rank: number): Codes | null {
  if (data.length === 1) return { codes, scale: Float64Array.from(data), axis: null };
  const axes = dims.flatMap((dim, axis) => (dim === 1 ? [] : [axis - dims.length + rank]));
  return axes.length === 1 ? { codes, scale: Float64Array.from(data), axis: axes[0] } : null;
}

/** Index into the tensor → into its scales. */
function scalePlaces(
  source: NodeSource,
  { dims: own, data }: Constant,
  dims: readonly number[],
): (index: number) => number {
  if (data.length === 1) return () => 0;
  const offset = dims.length - own.length;
  if (offset < 0 || own.some((dim, axis) => dim !== 1 && dim !== dims[axis + offset]))
    source.reject(`scales that fit [${dims.join()}]`, `[${own.join()}]`);
  return (index) => {
    let [rest, place, stride] = [index, 0, 1];
    for (let axis = own.length - 1; axis >= 0; axis--) {
      const size = dims[axis + offset];
      if (own[axis] !== 1) place += (rest % size) * stride;
      rest = Math.floor(rest / size);
      stride *= own[axis];
    }
    return place;
  };
}

const dequantizeLinear: ConstantNode = {
  attributes: ['axis', 'block_size', 'output_dtype'],
  fold: (source) => {
    requireNoBlocks(source);
    const constant = source.constant(0);
    const rank = constant.dims.length;
    const scale = alongAxis(source, source.constant(1), rank);
    const zero = source.optionalConstant(2);
    const zeroPoints = zero === null ? null : alongAxis(source, zero, rank);
    const zeroAt = zeroPoints === null ? () => 0 : scalePlaces(source, zeroPoints, constant.dims);
    const codes = Int32Array.from(constant.data, (code, k) => code - (zeroPoints?.data[zeroAt(k)] ?? 0));
    return dequantized(constant.dims, codes, { scale, at: scalePlaces(source, scale, constant.dims) });
  },
};

/** The type of the codes: the zero point's, or that of output_dtype. */
export function codeElement(source: NodeSource): Constant['element'] {
  const zeroPoint = source.optionalConstant(2);
  return zeroPoint?.element ?? elementOfCode(source.int('output_dtype', 2)) ?? 'uint8';
}

export const QUANTIZERS: readonly (readonly [string, ConstantNode])[] = [
  ['BipolarQuant', { attributes: [], fold: (source) => quantize(source, readBipolarQuant(source)) }],
  ['Quant', { attributes: QUANT_ATTRIBUTES, fold: (source) => quantize(source, readQuant(source)) }],
  ['IntQuant', { attributes: QUANT_ATTRIBUTES, fold: (source) => quantize(source, readQuant(source)) }],
  [
    'QuantizeLinear',
    {
      attributes: QUANTIZE_LINEAR_ATTRIBUTES,
      fold: (source) =>
        quantize(source, readQuantizeLinear(source, source.constant(0).dims.length, codeElement(source))),
    },
  ],
  ['DequantizeLinear', dequantizeLinear],
];
