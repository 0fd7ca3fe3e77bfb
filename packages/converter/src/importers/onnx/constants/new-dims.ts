// The dimensions that Reshape, Flatten, Squeeze and Unsqueeze give a tensor, and the order that Transpose gives its
// axes.
import type { NodeSource } from '../graph/node-source';
import { readAxis } from './fold';

/** −1 stands for what is left, 0 for the same dimension unless allowzero is set. */
export function reshapedDims(source: NodeSource, wanted: readonly number[], dims: readonly number[]): number[] {
  const keepsZero = source.int('allowzero', 0) === 1;
  const known = wanted.map((dim, axis) => (dim === 0 && !keepsZero ? (dims[axis] ?? 0) : dim));
  const total = dims.reduce((product, dim) => product * dim, 1);
  const rest = known.filter((dim) => dim !== -1).reduce((product, dim) => product * dim, 1);
  const reshaped = known.map((dim) => (dim === -1 ? total / rest : dim));
  const fits =
    reshaped.every((dim) => Number.isInteger(dim) && dim >= 0) && known.filter((dim) => dim === -1).length < 2;
  if (!fits || reshaped.reduce((product, dim) => product * dim, 1) !== total)
    source.reject(`a shape of ${total} elements, like [${dims.join()}]`, `[${wanted.join()}]`);
  return reshaped;
}

export const transposePermutation = (source: NodeSource, rank: number): readonly number[] => {
  const perm = source.ints('perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  const isPermutation =
    perm.length === rank && new Set(perm).size === rank && perm.every((axis) => axis >= 0 && axis < rank);
  return isPermutation ? perm : source.reject(`perm to name each of ${rank} axes`, `[${perm.join()}]`);
};

export function unsqueezedDims(source: NodeSource, dims: readonly number[]): number[] {
  const axes = source.intList('axes', 1) ?? source.reject('axes', 'none');
  const rank = dims.length + axes.length;
  const places = axes.map((axis) => readAxis(source, axis, rank));
  const rest = [...dims];
  return Array.from({ length: rank }, (_, axis) => (places.includes(axis) ? 1 : rest.shift()!));
}

export function squeezedDims(source: NodeSource, dims: readonly number[]): number[] {
  const axes = source.intList('axes', 1)?.map((axis) => readAxis(source, axis, dims.length));
  const wrong = axes?.find((axis) => dims[axis] !== 1);
  if (wrong !== undefined) source.reject(`dimension ${wrong} to be 1`, dims[wrong]);
  return dims.filter((dim, axis) => (axes === undefined ? dim !== 1 : !axes.includes(axis)));
}

export function flattenedDims(source: NodeSource, dims: readonly number[]): number[] {
  const axis = source.int('axis', 1);
  const place = axis < 0 ? axis + dims.length : axis;
  if (place < 0 || place > dims.length) source.reject(`an axis of ${dims.length} dimensions`, axis);
  const product = (list: readonly number[]): number => list.reduce((total, dim) => total * dim, 1);
  return [product(dims.slice(0, place)), product(dims.slice(place))];
}
