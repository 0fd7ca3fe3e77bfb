// Constants out of attributes and shapes.
import type { NodeSource } from '../graph/node-source';
import { constantOf, makeNumbers, type Constant } from '../values/constant';
import { requireSize, type ConstantNode } from './fold';

const constantOfShape: ConstantNode = {
  attributes: ['value'],
  fold: (source) => {
    const dims = Array.from(source.anyConstant(0).data);
    const value = source.tensor('value') ?? constantOf('float32', [1], [0]);
    const length = requireSize(source, dims);
    return { ...value, dims, codes: null, data: makeNumbers(value.element, length).fill(value.data[0]) };
  },
};

/** Of a constant or of an activation, whose batch counts as 1 where it is free. */
export function shapeConstant(source: NodeSource, dims: readonly number[]): Constant {
  const rank = dims.length;
  const place = (index: number): number => Math.max(0, Math.min(rank, index < 0 ? index + rank : index));
  const part = dims.slice(place(source.int('start', 0)), place(source.int('end', rank)));
  return constantOf('int64', [part.length], part);
}

const constantNode: ConstantNode = {
  attributes: ['value', 'value_float', 'value_floats', 'value_int', 'value_ints'],
  fold: (source) => {
    const tensor = source.tensor('value');
    if (tensor !== null) return tensor;
    const [floats, ints] = [source.floats('value_floats'), source.ints('value_ints')];
    if (floats !== null) return constantOf('float32', [floats.length], floats);
    if (ints !== null) return constantOf('int64', [ints.length], ints);
    if (source.has('value_float')) return constantOf('float32', [], [source.float('value_float', 0)]);
    if (source.has('value_int')) return constantOf('int64', [], [source.int('value_int', 0)]);
    return source.reject('a value', 'none');
  },
};

const range: ConstantNode = {
  attributes: [],
  fold: (source) => {
    const [start, limit, delta] = [0, 1, 2].map((index) => source.constant(index).data[0]);
    const length = requireSize(source, [Math.max(0, Math.ceil((limit - start) / delta))]);
    return constantOf(
      source.constant(0).element,
      [length],
      Float64Array.from({ length }, (_, k) => start + k * delta),
    );
  },
};

export const MAKERS: readonly (readonly [string, ConstantNode])[] = [
  ['Constant', constantNode],
  ['ConstantOfShape', constantOfShape],
  ['Shape', { attributes: ['start', 'end'], fold: (source) => shapeConstant(source, source.anyConstant(0).dims) }],
  ['Size', { attributes: [], fold: (source) => constantOf('int64', [], [source.anyConstant(0).data.length]) }],
  ['Range', range],
];
