// Signs packed into 64-bit words: the one place in TypeScript that knows the bit order (docs/bits.md section 1).
import { BitplaneError } from './errors';

const WORD_NBYTES = 8;
const WORD_BITS = 64;

/** Bytes of one packed row: 8 · ⌈columns / 64⌉. */
export const packedRowNbytes = (columns: number): number => WORD_NBYTES * Math.ceil(columns / WORD_BITS);

/**
 * Packs rows of signs. bits: [rows, columns], one byte each, 0 or 1 (1 means −1). Returns [rows,
 * packedRowNbytes(columns)]: column j of a row is bit j mod 8 of its byte ⌊j/8⌋, the rest of the last word is 0. Throws
 * E_SHAPE if bits.length is no multiple of columns.
 */
export function packBits(bits: Uint8Array, columns: number): Uint8Array {
  const rows = requireRows('packBits', bits.length, columns);
  const rowNbytes = packedRowNbytes(columns);
  const packed = new Uint8Array(rows * rowNbytes);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < columns; j += 8)
      packed[row * rowNbytes + (j >> 3)] = bitsAt(bits, row * columns + j, Math.min(8, columns - j));
  }
  return packed;
}

/** 32-bit words of one row in memory: ⌈columns / 32⌉. */
export const numRowWords = (columns: number): number => Math.ceil(columns / 32);

/**
 * The same for counting in memory: column j of a row is bit j mod 32 of its word ⌊j/32⌋, and rows end after
 * numRowWords(columns). Returns [rows, numRowWords(columns)]. Throws as packBits does.
 */
export function packWords(bits: Uint8Array, columns: number): Uint32Array {
  const rows = requireRows('packWords', bits.length, columns);
  const rowWords = numRowWords(columns);
  const words = new Uint32Array(rows * rowWords);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < columns; j += 32)
      words[row * rowWords + (j >> 5)] = bitsAt(bits, row * columns + j, Math.min(32, columns - j));
  }
  return words;
}

/** `count` bits from `start` on as a number, the first one lowest. */
function bitsAt(bits: Uint8Array, start: number, count: number): number {
  let value = 0;
  for (let k = 0; k < count; k++) value |= bits[start + k] << k;
  return value;
}

/**
 * The signs of packed rows: [rows, columns], one byte each. Throws E_SHAPE if packed.length is no multiple of a row,
 * E_VALUE if a padding bit is set: kernels that count differing bits rely on zeros there.
 */
export function unpackBits(packed: Uint8Array, columns: number): Uint8Array {
  const rowNbytes = packedRowNbytes(columns);
  const rows = requireRows('unpackBits', packed.length, rowNbytes);
  if (!hasZeroPadding(packed, columns)) {
    throw new BitplaneError('E_VALUE', `unpackBits: expected zeros after column ${columns} of each row, got others`);
  }
  const bits = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < columns; j++) bits[row * columns + j] = (packed[row * rowNbytes + (j >> 3)] >> (j & 7)) & 1;
  }
  return bits;
}

function requireRows(caller: string, length: number, rowLength: number): number {
  if (rowLength > 0 && length % rowLength === 0) return length / rowLength;
  throw new BitplaneError('E_SHAPE', `${caller}: expected whole rows of ${rowLength}, got ${length} elements`);
}

/** Whether the bits after `columns` are 0 in every packed row. */
export function hasZeroPadding(packed: Uint8Array, columns: number): boolean {
  const rowNbytes = packedRowNbytes(columns);
  for (let start = 0; start < packed.length; start += rowNbytes) {
    if (columns % 8 !== 0 && packed[start + (columns >> 3)] >> (columns & 7) !== 0) return false;
    for (let k = Math.ceil(columns / 8); k < rowNbytes; k++) if (packed[start + k] !== 0) return false;
  }
  return true;
}
