// One IDX file: http://yann.lecun.com/exdb/mnist, "The IDX file format".
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { systemFailure } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';

const UNSIGNED_BYTES = 8;
const PIECE_NBYTES = 2 ** 20;

export interface IdxArray {
  readonly extents: readonly number[];
  /** All that is before the data. */
  readonly head: Uint8Array;
  /** The data in pieces of any size. Throws E_FILE at the end of a file that is cut, or too long. */
  readonly data: AsyncGenerator<Uint8Array>;
}

/**
 * Two zero bytes, the type, the number of dimensions; an extent for each as big-endian u32; then the data, last index
 * fastest. Throws E_FILE for a file of another type, or with another number of dimensions, and what readUnpacked
 * throws.
 */
export async function openIdxArray(path: string, dimensions: readonly number[]): Promise<IdxArray> {
  const pieces = readUnpacked(path);
  let start: Buffer = Buffer.alloc(0);
  const headNbytes = (): number => 4 + 4 * (start.length < 4 ? 0 : start[3]);
  while (start.length < headNbytes()) {
    const next = await pieces.next();
    if (next.done === true) break;
    start = Buffer.concat([start, next.value]);
  }
  const begin = headNbytes();
  const isKnown = start.length >= begin && start.readUInt16BE(0) === 0 && start[2] === UNSIGNED_BYTES;
  if (!isKnown || !dimensions.includes(start[3])) {
    await pieces.return(undefined);
    throw new BitplaneError(
      'E_FILE',
      `${path}: expected an IDX file of unsigned bytes with ${dimensions.join(' or ')} dimensions, got one that starts with ${start.subarray(0, 4).toString('hex')}`,
    );
  }
  const extents = Array.from({ length: start[3] }, (_, i) => start.readUInt32BE(4 + 4 * i));
  return { extents, head: start.subarray(0, begin), data: dataOf(path, extents, [start.subarray(begin), pieces]) };
}

async function* dataOf(
  path: string,
  extents: readonly number[],
  [first, others]: [Uint8Array, AsyncIterable<Uint8Array>],
): AsyncGenerator<Uint8Array> {
  let nbytes = first.length;
  yield first;
  for await (const piece of others) {
    nbytes += piece.length;
    yield piece;
  }
  const expected = extents.reduce((product, extent) => product * extent, 1);
  if (nbytes === expected && !extents.includes(0)) return;
  throw new BitplaneError(
    'E_FILE',
    `${path}: expected ${expected} bytes after the head for ${extents.join('×')}, got ${nbytes}: the file is truncated or damaged; fetch it again`,
  );
}

/** SHA-256 of a file's bytes, unpacked. Throws what readUnpacked throws. */
export async function digestUnpacked(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of readUnpacked(path)) hash.update(piece);
  return hash.digest('hex');
}

/** The file's bytes in pieces; those of a .gz file unpacked. Throws E_FILE for a .gz file that is not one. */
async function* readUnpacked(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: PIECE_NBYTES });
  const bytes = path.endsWith('.gz')
    ? pipeline(file, createGunzip({ chunkSize: PIECE_NBYTES }), () => undefined)
    : file;
  try {
    for await (const piece of bytes) yield piece as Buffer;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code?.startsWith('Z_') !== true) throw systemFailure(cause, { attempt: 'read', path }) ?? cause;
    throw new BitplaneError('E_FILE', `${path}: expected a gzip file, got ${message}`, { cause });
  }
}
