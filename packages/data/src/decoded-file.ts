// The file of a decoded data set: its images one after another, then what else is known as JSON, then 12 bytes by which
// a file that ends early is recognized: how long the JSON is (u32, little-endian), and "BPIMAGES".
import { fstatSync, openSync, readSync } from 'node:fs';
import { systemFailure, type Append } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import type { Dataset, ImageShape, LabelledImages } from './dataset';
import { imageNbytes } from './images';

/** Of images in the order of the file. */
export interface Facts extends ImageShape, Pick<Dataset, 'name' | 'sha256' | 'classes' | 'leftOut' | 'remarks'> {
  readonly labels: readonly number[];
  /** Of each image the set, as an index into SET_NAMES. */
  readonly sets: readonly number[];
}

const MAGIC = 'BPIMAGES';
const END_NBYTES = 4 + MAGIC.length;

/** After the images. */
export function writeFacts(facts: Facts, append: Append): void {
  const text = Buffer.from(JSON.stringify(facts));
  const end = Buffer.alloc(END_NBYTES);
  end.writeUInt32LE(text.length);
  end.write(MAGIC, 4);
  append(text);
  append(end);
}

/**
 * Null where no file is, or none that is whole. It stays open as long as the process, so that images can be read when
 * it is removed meanwhile. Throws E_FILE where it cannot be read.
 */
export function openDecoded(path: string): { readonly facts: Facts; readonly images: LabelledImages } | null {
  const file = openIfThere(path);
  if (file === null) return null;
  const read = (position: number, into: Uint8Array, length = into.length): void =>
    readAt({ file, path }, { position, into, length });
  const { size } = fstatSync(file);
  if (size < END_NBYTES) return null;
  const end = Buffer.alloc(END_NBYTES);
  read(size - END_NBYTES, end);
  if (end.toString('latin1', 4) !== MAGIC) return null;
  const text = Buffer.alloc(end.readUInt32LE());
  read(size - END_NBYTES - text.length, text);
  const facts = JSON.parse(text.toString()) as Facts;
  const { height, width, channels, labels } = facts;
  const nbytes = imageNbytes(facts);
  const images = {
    ...{ height, width, channels, count: labels.length, labels: Uint8Array.from(labels) },
    read: (index: number, into: Uint8Array) => read(index * nbytes, into, nbytes),
  };
  return { facts, images };
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw systemFailure(error, { attempt: 'read', path }) ?? error;
  }
}

interface Range {
  readonly position: number;
  readonly into: Uint8Array;
  readonly length: number;
}

function readAt({ file, path }: { file: number; path: string }, { position, into, length }: Range): void {
  let got: number;
  try {
    got = readSync(file, into, 0, length, position);
  } catch (error) {
    throw systemFailure(error, { attempt: 'read', path }) ?? error;
  }
  if (got === length) return;
  throw new BitplaneError(
    'E_FILE',
    `${path}: expected ${length} bytes at ${position}, got ${got}: remove the file, which is then made anew`,
  );
}
