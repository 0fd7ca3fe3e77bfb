// Constants in other dimensions, and turned.
import type { NodeSource } from '../graph/node-source';
import type { Constant } from '../values/constant';
import type { ConstantNode } from './fold';
import { flattenedDims, reshapedDims, squeezedDims, transposePermutation, unsqueezedDims } from './new-dims';
import { pick } from './pick';

const sameData = (constant: Constant, dims: readonly number[]): Constant => ({
  ...constant,
  dims,
  codes:
    constant.codes !== null &&
    (constant.codes.axis === null || dims[constant.codes.axis] === constant.dims[constant.codes.axis])
      ? constant.codes
      : null,
});

const dimsOnly = (
  attributes: readonly string[],
  newDims: (source: NodeSource, dims: readonly number[]) => number[],
): ConstantNode => ({
  attributes,
  fold: (source) => {
    const constant = source.anyConstant(0);
    return sameData(constant, newDims(source, constant.dims));
  },
});

/** Row-major places of the elements under the new order of axes. */
function transposedPlaces(dims: readonly number[], perm: readonly number[]): Int32Array {
  const strides = dims.map((_, axis) => dims.slice(axis + 1).reduce((product, dim) => product * dim, 1));
  const places = new Int32Array(dims.reduce((product, dim) => product * dim, 1));
  const turned = perm.map((axis) => ({ size: dims[axis], stride: strides[axis] })).reverse();
  for (let k = 0; k < places.length; k++) {
    let [rest, place] = [k, 0];
    for (const { size, stride } of turned) {
      place += (rest % size) * stride;
      rest = Math.floor(rest / size);
    }
    places[k] = place;
  }
  return places;
}

const transpose: ConstantNode = {
  attributes: ['perm'],
  fold: (source) => {
    const constant = source.anyConstant(0);
    const { dims, codes } = constant;
    const perm = transposePermutation(source, dims.length);
    const places = transposedPlaces(dims, perm);
    const turned = pick(
      constant,
      perm.map((axis) => dims[axis]),
      places,
    );
    if (codes === null || codes.axis === null) return turned;
    const moved = {
      ...codes,
      axis: perm.indexOf(codes.axis),
      codes: Int32Array.from(places, (place) => codes.codes[place]),
    };
    return { ...turned, codes: moved };
  },
};

const reshape: ConstantNode = {
  attributes: ['allowzero'],
  fold: (source) => {
    const constant = source.anyConstant(0);
    return sameData(constant, reshapedDims(source, Array.from(source.anyConstant(1).data), constant.dims));
  },
};

export const RESHAPES: readonly (readonly [string, ConstantNode])[] = [
  ['Identity', dimsOnly([], (_, dims) => [...dims])],
  ['Dropout', dimsOnly(['ratio', 'seed'], (_, dims) => [...dims])],
  ['Reshape', reshape],
  ['Flatten', dimsOnly(['axis'], flattenedDims)],
  ['Squeeze', dimsOnly(['axes'], squeezedDims)],
  ['Unsqueeze', dimsOnly(['axes'], unsqueezedDims)],
  ['Transpose', transpose],
];
