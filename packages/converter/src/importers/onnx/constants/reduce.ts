// Sums and means over axes of constants: what scales of weights are computed with.
import type { NodeSource } from '../graph/node-source';
import { makeNumbers, type Constant } from '../values/constant';
import { readAxis, type ConstantNode } from './fold';

/** Axes from the attribute or the second input; none: all. */
export function reducedAxes(source: NodeSource, rank: number): number[] {
  const axes = source.intList('axes', 1);
  if (axes !== null && axes.length > 0) return axes.map((axis) => readAxis(source, axis, rank));
  if (source.int('noop_with_empty_axes', 0) === 1) return [];
  return Array.from({ length: rank }, (_, axis) => axis);
}

interface Reduction {
  readonly start: number;
  readonly step: (total: number, value: number) => number;
  readonly end: (total: number, count: number) => number;
}

function reduce(source: NodeSource, { start, step, end }: Reduction): Constant {
  const constant = source.anyConstant(0);
  const { dims, data, element } = constant;
  const axes = reducedAxes(source, dims.length);
  const kept = dims.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
  const totals = new Float64Array(kept.reduce((product, dim) => product * dim, 1)).fill(start);
  for (let k = 0; k < data.length; k++) {
    let [rest, place, stride] = [k, 0, 1];
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      if (kept[axis] !== 1) place += (rest % dims[axis]) * stride;
      rest = Math.floor(rest / dims[axis]);
      stride *= kept[axis];
    }
    totals[place] = step(totals[place], data[k]);
  }
  const reduced = makeNumbers(element, totals.length);
  totals.forEach((total, k) => (reduced[k] = end(total, data.length / totals.length)));
  const shape = source.int('keepdims', 1) === 1 ? kept : dims.filter((_, axis) => !axes.includes(axis));
  return { type: 'constant', element, dims: shape, data: reduced, codes: null };
}

const reduction = (start: number, step: Reduction['step'], end: Reduction['end'] = (total) => total): ConstantNode => ({
  attributes: ['axes', 'keepdims', 'noop_with_empty_axes'],
  fold: (source) => reduce(source, { start, step, end }),
});

const add = (total: number, value: number): number => total + value;

export const REDUCTIONS: readonly (readonly [string, ConstantNode])[] = [
  ['ReduceSum', reduction(0, add)],
  ['ReduceMean', reduction(0, add, (total, count) => total / count)],
  ['ReduceMax', reduction(-Infinity, Math.max)],
  ['ReduceMin', reduction(Infinity, Math.min)],
  ['ReduceProd', reduction(1, (total, value) => total * value)],
  ['ReduceL1', reduction(0, (total, value) => total + Math.abs(value))],
  ['ReduceL2', reduction(0, (total, value) => total + value * value, Math.sqrt)],
  ['ReduceSumSquare', reduction(0, (total, value) => total + value * value)],
];
