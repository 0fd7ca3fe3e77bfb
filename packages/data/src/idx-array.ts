// One IDX file: http://yann.lecun.com/exdb/mnist, "The IDX file format".
import { gunzipSync } from 'node:zlib';
import { readWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';

const UNSIGNED_BYTES = 8;

export interface IdxArray {
  readonly extents: readonly number[];
  readonly data: Uint8Array;
  /** The whole file, unpacked. */
  readonly bytes: Uint8Array;
}

/**
 * Two zero bytes, the type, the number of dimensions; an extent for each as big-endian u32; then the data, last index
 * fastest. Throws E_FILE for a file that is cut, of another type, or with another number of dimensions.
 */
export function readIdxArray(path: string, dimensions: readonly number[]): IdxArray {
  const bytes = readUnpacked(path);
  const numDimensions = bytes.length >= 4 ? bytes[3] : 0;
  const begin = 4 + 4 * numDimensions;
  const isKnown = bytes.length >= begin && bytes.readUInt16BE(0) === 0 && bytes[2] === UNSIGNED_BYTES;
  if (!isKnown || !dimensions.includes(numDimensions)) {
    throw new BitplaneError(
      'E_FILE',
      `${path}: expected an IDX file of unsigned bytes with ${dimensions.join(' or ')} dimensions, got one that starts with ${bytes.subarray(0, 4).toString('hex')}`,
    );
  }
  const extents = Array.from({ length: numDimensions }, (_, i) => bytes.readUInt32BE(4 + 4 * i));
  const expected = begin + extents.reduce((product, extent) => product * extent, 1);
  if (bytes.length !== expected || extents.includes(0)) {
    throw new BitplaneError(
      'E_FILE',
      `${path}: expected ${expected} bytes for ${extents.join('×')}, got ${bytes.length}: the file is truncated or damaged; fetch it again`,
    );
  }
  return { extents, data: new Uint8Array(bytes.subarray(begin)), bytes };
}

/** The file's bytes; those of a .gz file unpacked. Throws E_FILE for a .gz file that is not one. */
export function readUnpacked(path: string): Buffer {
  const bytes = readWhole(path);
  if (!path.endsWith('.gz')) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw new BitplaneError('E_FILE', `${path}: expected a gzip file, got ${(cause as Error).message}`, { cause });
  }
}
