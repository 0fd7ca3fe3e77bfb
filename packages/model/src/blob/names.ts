// Names in files: UTF-8, each ended by a zero byte, referred to by offset.
import { BitplaneError } from '../errors';
import { MAX_NAME_NBYTES } from './constants';
import { fileError } from './envelope';

export interface NameTable {
  readonly bytes: Uint8Array;
  /** Where each name starts, in the order given. */
  readonly offsets: readonly number[];
}

/** Throws E_VALUE for a name that holds a zero byte, or is too long. */
export function encodeNames(names: readonly string[]): NameTable {
  const encoder = new TextEncoder();
  const offsets: number[] = [];
  const bytes: number[] = [];
  for (const name of names) {
    if (name.includes('\0')) {
      throw new BitplaneError('E_VALUE', `name ${JSON.stringify(name)}: expected no zero byte; rename the layer`);
    }
    const encoded = encoder.encode(name);
    if (encoded.length > MAX_NAME_NBYTES) {
      const got = `${encoded.length}: ${name.slice(0, 40)}…`;
      throw new BitplaneError('E_VALUE', `expected names of at most ${MAX_NAME_NBYTES} bytes, got ${got}`);
    }
    offsets.push(bytes.length);
    bytes.push(...encoded, 0);
  }
  return { bytes: Uint8Array.from(bytes), offsets };
}

export interface NamePlace {
  readonly fileName: string;
  /** The offset of the reference to the name in the file. */
  readonly offset: number;
}

/** Throws E_FILE if the name does not start and end inside the table, is too long or not UTF-8. */
export function nameAt(table: Uint8Array, start: number, { fileName, offset }: NamePlace): string {
  const end = table.indexOf(0, start);
  if (start >= table.length || end < 0) {
    throw fileError(fileName, offset, `expected a name inside the ${table.length} bytes of names, got offset ${start}`);
  }
  if (end - start > MAX_NAME_NBYTES) {
    const reason = `expected a name of at most ${MAX_NAME_NBYTES} bytes, got ${end - start}`;
    throw fileError(fileName, offset, reason);
  }
  const name = decodeUtf8(table.subarray(start, end));
  if (name === null) throw fileError(fileName, offset, 'expected a name in UTF-8, got other bytes');
  return name;
}

/** Null for bytes that are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { ignoreBOM: true, fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
