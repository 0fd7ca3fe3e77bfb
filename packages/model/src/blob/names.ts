// Names in files: UTF-8, each ended by a zero byte, referred to by offset.
import { BitplaneError } from '../errors';
import { fileError } from './envelope';

export interface NameTable {
  readonly bytes: Uint8Array;
  /** Where each name starts, in the order given. */
  readonly offsets: readonly number[];
}

/** Throws E_VALUE for a name that holds a zero byte. */
export function encodeNames(names: readonly string[]): NameTable {
  const encoder = new TextEncoder();
  const offsets: number[] = [];
  const bytes: number[] = [];
  for (const name of names) {
    if (name.includes('\0')) {
      throw new BitplaneError('E_VALUE', `name ${JSON.stringify(name)}: expected no zero byte; rename the layer`);
    }
    offsets.push(bytes.length);
    bytes.push(...encoder.encode(name), 0);
  }
  return { bytes: Uint8Array.from(bytes), offsets };
}

export interface NamePlace {
  readonly fileName: string;
  /** The offset of the reference to the name in the file. */
  readonly offset: number;
}

/** Throws E_FILE if the name does not start and end inside the table, or is not UTF-8. */
export function nameAt(table: Uint8Array, start: number, { fileName, offset }: NamePlace): string {
  const end = table.indexOf(0, start);
  if (start >= table.length || end < 0) {
    throw fileError(fileName, offset, `expected a name inside the ${table.length} bytes of names, got offset ${start}`);
  }
  const name = new TextDecoder('utf-8', { ignoreBOM: true }).decode(table.subarray(start, end));
  if (name.includes('\uFFFD')) throw fileError(fileName, offset, 'expected a name in UTF-8, got other bytes');
  return name;
}
