// A tensor whose numbers are known while importing: an initializer, or what was computed of such.

/** How ONNX calls the element types that an importer can read, by their code in TensorProto. */
export const ELEMENTS = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  16: 'bfloat16',
  21: 'uint4',
  22: 'int4',
  25: 'uint2',
  26: 'int2',
} as const;

export type Element = (typeof ELEMENTS)[keyof typeof ELEMENTS];

export const isFloatElement = (element: Element): boolean => element.includes('float');

/** Undefined for a type that no network here can have: strings, complex numbers, floats of 8 bits and less. */
export const elementOfCode = (code: number): Element | undefined =>
  (ELEMENTS as Readonly<Record<number, Element | undefined>>)[code];

/**
 * float32, float16 and bfloat16 are computed in float32, all others in float64, which holds integers below 2^53
 * exactly.
 */
export type Numbers = Float32Array | Float64Array;

/**
 * What quantisation made: number k = codes[k]·scale, with the scale of the whole tensor or of each index along one
 * axis.
 */
export interface Codes {
  readonly codes: Int32Array;
  /** [1], or [dims[axis]] */
  readonly scale: Float64Array;
  /** Null for one scale. */
  readonly axis: number | null;
}

export interface Constant {
  readonly type: 'constant';
  readonly element: Element;
  readonly dims: readonly number[];
  /** Row-major. Never changed: equal initializers are shared by nodes of all roles. */
  readonly data: Numbers;
  /** The same numbers as integers and a scale, where a node that quantises made them. */
  readonly codes: Codes | null;
}

export const numElementsOf = (dims: readonly number[]): number => dims.reduce((product, dim) => product * dim, 1);

export const makeNumbers = (element: Element, length: number): Numbers =>
  isFloatElement(element) && element !== 'float64' ? new Float32Array(length) : new Float64Array(length);

export function constantOf(element: Element, dims: readonly number[], values: ArrayLike<number>): Constant {
  const data = makeNumbers(element, values.length);
  for (let k = 0; k < values.length; k++) data[k] = values[k];
  return { type: 'constant', element, dims, data, codes: null };
}

/** The one number that all elements are; null where they differ, or where there is none. */
export function uniformValue({ data }: Constant): number | null {
  if (data.length === 0) return null;
  for (let k = 1; k < data.length; k++) if (!Object.is(data[k], data[0])) return null;
  return data[0];
}
