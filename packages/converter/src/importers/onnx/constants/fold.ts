// A node all of whose inputs are constant.
import type { NodeSource } from '../graph/node-source';
import type { Constant } from '../values/constant';

export interface ConstantNode {
  /** Its output. Throws E_LAYER, E_VALUE. */
  readonly fold: (source: NodeSource) => Constant;
  readonly attributes: readonly string[];
}

/** A small file may ask for any number; what is as large as what it was made of is not one. */
const MAX_ELEMENTS = 2 ** 24;

/** Throws E_LAYER for a constant that would be larger than what networks compute. */
export function requireSize(source: NodeSource, dims: readonly number[]): number {
  const bad = dims.find((dim) => !Number.isSafeInteger(dim) || dim < 0);
  if (bad !== undefined) return source.reject('dims of 0 or more', bad);
  const operands = source.inputs.map((value) => (value?.type === 'constant' ? value.data.length : 0));
  const limit = Math.max(MAX_ELEMENTS, ...operands);
  const length = dims.reduce((product, dim) => product * dim, 1);
  if (length > limit) source.reject(`a constant of at most ${limit} elements`, dims.join('×'));
  return length;
}

/** A negative axis counts from the end. */
export function readAxis(source: NodeSource, axis: number, rank: number): number {
  const place = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || place < 0 || place >= rank) source.reject(`an axis of ${rank} dimensions`, axis);
  return place;
}
