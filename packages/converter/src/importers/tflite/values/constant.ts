// A constant tensor's numbers.
import type { Quantization, TensorTypeName, TfliteTensor } from '../graph';

/** A constant, in the shape that the file gives it. */
export interface Constant {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: TensorTypeName;
  /** As they are stored; float16 as float32, 64-bit integers rounded above 2^53. */
  readonly stored: ArrayLike<number>;
  readonly quantization: Quantization | null;
}

type Decode = (bytes: ArrayBuffer) => ArrayLike<number>;

const DECODERS: Partial<Record<TensorTypeName, { readonly nbytes: number; readonly decode: Decode }>> = {
  FLOAT32: { nbytes: 4, decode: (bytes) => new Float32Array(bytes) },
  FLOAT64: { nbytes: 8, decode: (bytes) => new Float64Array(bytes) },
  FLOAT16: { nbytes: 2, decode: (bytes) => Float32Array.from(new Uint16Array(bytes), float16) },
  INT8: { nbytes: 1, decode: (bytes) => new Int8Array(bytes) },
  UINT8: { nbytes: 1, decode: (bytes) => new Uint8Array(bytes) },
  INT16: { nbytes: 2, decode: (bytes) => new Int16Array(bytes) },
  INT32: { nbytes: 4, decode: (bytes) => new Int32Array(bytes) },
  INT64: { nbytes: 8, decode: (bytes) => Float64Array.from(new BigInt64Array(bytes), Number) },
};

export const numElementsOf = (dims: readonly number[]): number => dims.reduce((product, size) => product * size, 1);

/** What its bytes hold. fail: throws for a type that is none of numbers, and for bytes that do not fit the shape. */
export function readConstant(tensor: TfliteTensor, data: Uint8Array, fail: (got: string) => never): Constant {
  const { name, dims, type, quantization } = tensor;
  const decoder = DECODERS[type] ?? fail(`constant ${name} of type ${type}`);
  const nbytes = decoder.nbytes * numElementsOf(dims);
  if (data.length !== nbytes) fail(`constant ${name} [${dims.join()}] with ${data.length} bytes instead of ${nbytes}`);
  // The file need not align them, and a typed array wants that.
  return { name, dims, type, stored: decoder.decode(Uint8Array.from(data).buffer), quantization };
}

/** scale·(stored − zeroPoint) in float64, or what is stored where it is not quantized. */
export function realValues({ stored, quantization, dims }: Constant): Float64Array {
  if (quantization === null) return Float64Array.from(stored);
  const { scales, zeroPoints, dimension } = quantization;
  const inner = numElementsOf(dims.slice(dimension + 1));
  return Float64Array.from(stored, (value, k) => {
    const index = scales.length === 1 ? 0 : Math.floor(k / inner) % scales.length;
    return scales[index] * (value - (zeroPoints[index] ?? zeroPoints[0] ?? 0));
  });
}

/** IEEE 754 half precision: 5 bits of exponent, 10 of fraction. */
function float16(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
