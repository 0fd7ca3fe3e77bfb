// Elements of a constant in another order, or some of them.
import { makeNumbers, type Constant } from '../values/constant';

/** Elements at these places, row-major; codes follow where one scale is that of all. */
export function pick(constant: Constant, dims: readonly number[], places: ArrayLike<number>): Constant {
  const { element, data, codes } = constant;
  const picked = makeNumbers(element, places.length);
  for (let k = 0; k < places.length; k++) picked[k] = data[places[k]];
  const keeps = codes !== null && codes.axis === null;
  return {
    ...{ type: 'constant', element, dims, data: picked },
    codes: keeps ? { ...codes, codes: Int32Array.from(places, (place) => codes.codes[place]) } : null,
  };
}

/** The given indices of one axis, in their order. */
export function takeAlong(constant: Constant, axis: number, taken: readonly number[]): Constant {
  const { dims } = constant;
  const inner = dims.slice(axis + 1).reduce((product, dim) => product * dim, 1);
  const outer = dims.slice(0, axis).reduce((product, dim) => product * dim, 1);
  const places: number[] = [];
  for (let k = 0; k < outer; k++)
    for (const index of taken) for (let i = 0; i < inner; i++) places.push((k * dims[axis] + index) * inner + i);
  return pick(
    constant,
    dims.map((dim, k) => (k === axis ? taken.length : dim)),
    places,
  );
}
