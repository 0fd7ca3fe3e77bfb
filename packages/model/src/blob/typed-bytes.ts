// Typed arrays as the little-endian bytes of a file, and back.
import { BitplaneError } from '../errors';

interface Arrays {
  readonly uint8: Uint8Array;
  readonly int8: Int8Array;
  readonly int16: Int16Array;
  readonly int32: Int32Array;
  readonly float32: Float32Array;
}

const CONSTRUCTORS = {
  uint8: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  float32: Float32Array,
} as const;

export type NumberType = keyof Arrays;
export type NumbersOf<Type extends NumberType> = Arrays[Type];

export const numberNbytes = (type: NumberType): number => CONSTRUCTORS[type].BYTES_PER_ELEMENT;

/** A copy of the array's bytes. */
export function bytesOf(array: NumbersOf<NumberType>): Uint8Array {
  requireLittleEndian();
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength).slice();
}

/** The numbers in `bytes`, copied; bytes.length is a multiple of the number's size. */
export function numbersOf<Type extends NumberType>(type: Type, bytes: Uint8Array): NumbersOf<Type> {
  requireLittleEndian();
  return new CONSTRUCTORS[type](bytes.slice().buffer) as Arrays[NumberType] as NumbersOf<Type>;
}

/**
 * Typed arrays have the host's byte order; every host that Node is released for but IBM's mainframes has the files'.
 */
function requireLittleEndian(): void {
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] === 1) return;
  throw new BitplaneError('E_SETUP', 'files: expected a little-endian host, got a big-endian one; use another machine');
}
