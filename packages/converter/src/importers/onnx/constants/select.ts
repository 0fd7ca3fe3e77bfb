// Parts of constants, and constants side by side: what exporters compute shapes and pads with.
import type { NodeSource } from '../graph/node-source';
import { constantOf, makeNumbers, type Constant } from '../values/constant';
import { readAxis, requireSize, type ConstantNode } from './fold';
import { takeAlong } from './pick';

const concat: ConstantNode = {
  attributes: ['axis'],
  fold: (source) => {
    const parts = source.inputs.map((_, index) => source.anyConstant(index));
    const axis = readAxis(source, source.int('axis', 0), parts[0].dims.length);
    const dims = parts[0].dims.map((dim, k) =>
      k === axis ? parts.reduce((sum, part) => sum + part.dims[axis], 0) : dim,
    );
    if (parts.some((part) => part.dims.some((dim, k) => k !== axis && dim !== dims[k])))
      source.reject('tensors of one shape but for the axis', parts.map((part) => `[${part.dims.join()}]`).join(', '));
    const inner = dims.slice(axis + 1).reduce((product, dim) => product * dim, 1);
    const outer = dims.slice(0, axis).reduce((product, dim) => product * dim, 1);
    const values = makeNumbers(parts[0].element, requireSize(source, dims));
    let at = 0;
    for (let k = 0; k < outer; k++) {
      for (const part of parts) {
        const length = part.dims[axis] * inner;
        values.set(part.data.subarray(k * length, (k + 1) * length), at);
        at += length;
      }
    }
    return { type: 'constant', element: parts[0].element, dims, data: values, codes: null };
  },
};

const slice: ConstantNode = {
  attributes: ['starts', 'ends', 'axes'],
  fold: (source) => {
    const constant = source.anyConstant(0);
    const starts = source.intList('starts', 1) ?? source.reject('starts', 'none');
    const ends = source.intList('ends', 2) ?? source.reject('ends', 'none');
    const axes = source.intList('axes', 3) ?? starts.map((_, k) => k);
    const steps = source.inputs[4] === undefined ? starts.map(() => 1) : Array.from(source.anyConstant(4).data);
    return axes.reduce(
      (part, axis, k) => sliceAxis(source, part, { axis, start: starts[k], end: ends[k], step: steps[k] }),
      constant,
    );
  },
};

interface Cut {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

function sliceAxis(source: NodeSource, constant: Constant, { axis, start, end, step }: Cut): Constant {
  const place = readAxis(source, axis, constant.dims.length);
  const size = constant.dims[place];
  if (!Number.isInteger(step) || step === 0) source.reject('steps other than 0', step);
  const clamp = (index: number, lower: number, upper: number): number =>
    Math.max(lower, Math.min(upper, index < 0 ? index + size : index));
  const [from, to] =
    step > 0 ? [clamp(start, 0, size), clamp(end, 0, size)] : [clamp(start, 0, size - 1), clamp(end, -1, size - 1)];
  const taken: number[] = [];
  for (let index = from; step > 0 ? index < to : index > to; index += step) taken.push(index);
  return takeAlong(constant, place, taken);
}

const gather: ConstantNode = {
  attributes: ['axis'],
  fold: (source) => {
    const [constant, indices] = [source.anyConstant(0), source.anyConstant(1)];
    const axis = readAxis(source, source.int('axis', 0), constant.dims.length);
    const size = constant.dims[axis];
    const taken = Array.from(indices.data, (index) => (index < 0 ? index + size : index));
    const wrong = taken.find((index) => !(index >= 0 && index < size));
    if (wrong !== undefined) source.reject(`indices below ${size}`, wrong);
    const picked = takeAlong(constant, axis, taken);
    return { ...picked, dims: [...constant.dims.slice(0, axis), ...indices.dims, ...constant.dims.slice(axis + 1)] };
  },
};

const expand: ConstantNode = {
  attributes: [],
  fold: (source) => {
    const constant = source.anyConstant(0);
    const wanted = Array.from(source.anyConstant(1).data);
    const rank = Math.max(wanted.length, constant.dims.length);
    const at = (dims: readonly number[], axis: number): number => dims[axis - rank + dims.length] ?? 1;
    const dims = Array.from({ length: rank }, (_, axis) => {
      const [own, asked] = [at(constant.dims, axis), at(wanted, axis)];
      if (own !== 1 && asked !== 1 && own !== asked)
        source.reject(`a shape that [${constant.dims.join()}] fits`, `[${wanted.join()}]`);
      return own === 1 ? asked : own;
    });
    const length = requireSize(source, dims);
    const padded = { ...constant, dims: dims.map((_, axis) => at(constant.dims, axis)) };
    if (padded.dims.every((dim) => dim === 1))
      return constantOf(constant.element, dims, makeNumbers(constant.element, length).fill(constant.data[0]));
    return dims.reduce<Constant>(
      (part, dim, axis) => (part.dims[axis] === dim ? part : takeAlong(part, axis, new Array<number>(dim).fill(0))),
      padded,
    );
  },
};

export const SELECTIONS: readonly (readonly [string, ConstantNode])[] = [
  ['Concat', concat],
  ['Slice', slice],
  ['Gather', gather],
  ['Expand', expand],
];
