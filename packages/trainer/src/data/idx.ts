// MNIST's IDX files: http://yann.lecun.com/exdb/mnist, "The IDX file format".
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { BitplaneError } from '@bitplane/model';
import type { Dataset, DataSource } from './dataset';
import type { LabelledImages } from './images';

/** As MNIST, Fashion-MNIST, EMNIST and their kin are named; idx4 has channels innermost. */
const IMAGE_FILE = /^(.*)(train|t10k|test)-images([.-])idx([34])-ubyte(\.gz)?$/;
const UNSIGNED_BYTES = 8;

interface IdxSet {
  readonly images: string;
  readonly labels: string;
}

export const IDX: DataSource = {
  looksLike: 'train-images-idx3-ubyte, train-labels-idx1-ubyte and the same with t10k, perhaps with .gz',
  recognizes: (folder) => imageFiles(folder).length > 0,
  read: (folder) => readIdx(folder),
};

/**
 * Images of 3 dimensions are grey: [count, height, width] → one channel. SHA-256 is that of the four files, unpacked.
 * Throws E_MISSING_FILE without both sets; E_FILE for a file that is cut, of another type, or whose images and labels are not as many.
 */
export function readIdx(folder: string): Dataset {
  const hash = createHash('sha256');
  const train = readSet(findSet(folder, /train/), hash);
  const test = readSet(findSet(folder, /t10k|test/), hash);
  const shape = ({ height, width, channels }: LabelledImages): string => `${height}×${width}×${channels}`;
  if (shape(train) !== shape(test)) {
    throw new BitplaneError(
      'E_FILE',
      `${folder}: expected training and test images of one size, got ${shape(train)} and ${shape(test)}`,
    );
  }
  const highest = [train, test].reduce((most, { labels }) => labels.reduce((a, b) => Math.max(a, b), most), 0);
  const classes = Array.from({ length: highest + 1 }, (_, label) => String(label));
  return { name: basename(folder), sha256: hash.digest('hex'), classes, train, test, skipped: [] };
}

const imageFiles = (folder: string): string[] =>
  statSync(folder, { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(folder).filter((file) => IMAGE_FILE.test(file))
    : [];

function findSet(folder: string, part: RegExp): IdxSet {
  const images = imageFiles(folder).find((file) => part.test(IMAGE_FILE.exec(file)![2]));
  if (images === undefined) {
    throw new BitplaneError(
      'E_MISSING_FILE',
      `${folder}: expected a file of images for training (train-images-idx3-ubyte) and one for testing (t10k-images-idx3-ubyte), got ${imageFiles(folder).join(', ')}`,
    );
  }
  const [, prefix, set, separator] = IMAGE_FILE.exec(images)!;
  const labels = ['', '.gz']
    .map((ending) => join(folder, `${prefix}${set}-labels${separator}idx1-ubyte${ending}`))
    .find((path) => existsSync(path));
  if (labels !== undefined) return { images: join(folder, images), labels };
  throw new BitplaneError(
    'E_MISSING_FILE',
    `${folder}: expected ${prefix}${set}-labels${separator}idx1-ubyte beside ${images}`,
  );
}

function readSet(files: IdxSet, hash: ReturnType<typeof createHash>): LabelledImages {
  const images = readArray(files.images, [3, 4], hash);
  const labels = readArray(files.labels, [1], hash);
  const [count, height, width, channels = 1] = images.extents;
  if (count !== labels.extents[0]) {
    throw new BitplaneError(
      'E_FILE',
      `${files.labels}: expected ${count} labels, one for each image of ${basename(files.images)}, got ${labels.extents[0]}`,
    );
  }
  return { count, height, width, channels, pixels: images.data, labels: labels.data };
}

interface IdxArray {
  readonly extents: readonly number[];
  readonly data: Uint8Array;
}

/** Two zero bytes, the type, the number of dimensions; an extent for each as big-endian u32; then the data, last index fastest. */
function readArray(path: string, dimensions: readonly number[], hash: ReturnType<typeof createHash>): IdxArray {
  const bytes = unpack(path);
  hash.update(bytes);
  const numDimensions = bytes.length >= 4 ? bytes[3] : 0;
  const begin = 4 + 4 * numDimensions;
  const isKnown = bytes.length >= begin && bytes.readUInt16BE(0) === 0 && bytes[2] === UNSIGNED_BYTES;
  if (!isKnown || !dimensions.includes(numDimensions)) {
    throw new BitplaneError(
      'E_FILE',
      `${path}: expected an IDX file of unsigned bytes with ${dimensions.join(' or ')} dimensions, got one that begins ${bytes.subarray(0, 4).toString('hex')}`,
    );
  }
  const extents = Array.from({ length: numDimensions }, (_, i) => bytes.readUInt32BE(4 + 4 * i));
  const expected = begin + extents.reduce((product, extent) => product * extent, 1);
  if (bytes.length !== expected || extents.includes(0)) {
    throw new BitplaneError(
      'E_FILE',
      `${path}: expected ${expected} bytes for ${extents.join('×')}, got ${bytes.length}: the file is cut or damaged; fetch it again`,
    );
  }
  return { extents, data: new Uint8Array(bytes.subarray(begin)) };
}

function unpack(path: string): Buffer {
  const bytes = readFileSync(path);
  if (!path.endsWith('.gz')) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw new BitplaneError('E_FILE', `${path}: expected a gzip file, got ${(cause as Error).message}`, { cause });
  }
}
