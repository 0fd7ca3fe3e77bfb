// NumPy's .npy files: what people who train in Python keep arrays in.
import { readWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { dump, parse, type NpyArray } from 'npyjs';

/** Numbers in row-major order. */
export interface NumberArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

export type NpyNumbers = Int8Array | Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/**
 * A .npy file of uint8 in C order. Throws E_MISSING_FILE, and E_FILE for any other file, with what makes such a one.
 */
export function readUint8Npy(path: string): NumberArray {
  const bytes = readWhole(path);
  const { dtype, fortranOrder, shape, data } = parsed(bytes, path);
  if (dtype !== 'u1') reject(path, 'numbers of type uint8, 0 to 255', dtype, 'save images.astype(numpy.uint8)');
  if (fortranOrder) {
    reject(path, 'an array in C order', 'one in Fortran order', 'save numpy.ascontiguousarray(images)');
  }
  const numbers = data as Uint8Array;
  const expected = shape.reduce((product, extent) => product * extent, 1);
  if (numbers.length !== expected) {
    reject(path, `${expected} numbers after a header that says (${shape.join(', ')})`, numbers.length, 'save it again');
  }
  return { shape, data: numbers };
}

/** The bytes of a .npy file, version 1.0. */
export const npyBytes = (data: NpyNumbers, shape: number[]): Uint8Array => new Uint8Array(dump(data, shape));

/** One array after the other; there is at least one, and all are of one type. */
export function joined<Numbers extends NpyNumbers>(parts: readonly Numbers[]): Numbers {
  const make = parts[0].constructor as new (length: number) => Numbers;
  const all = new make(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function parsed(bytes: Buffer, path: string): NpyArray {
  try {
    // A copy: the parser makes views of the buffer, and a Buffer may start anywhere in one.
    return parse(new Uint8Array(bytes).buffer);
  } catch (error) {
    const expected = 'an array that numpy.save wrote';
    return reject(path, expected, `a file of ${bytes.length} bytes`, (error as Error).message);
  }
}

function reject(path: string, expected: string, got: unknown, advice: string): never {
  throw new BitplaneError('E_FILE', `${path}: expected ${expected}, got ${String(got)}: ${advice}`);
}
