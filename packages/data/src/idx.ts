// MNIST and its kin: images and labels in IDX files.
import { createHash, type Hash } from 'node:crypto';
import { basename } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import type { Dataset, DataSource, Folder, FolderTree, ImageShape } from './dataset';
import { decodeOnce, fileState, type Sink } from './decode-once';
import type { Facts } from './decoded-file';
import { openIdxArray } from './idx-array';
import { findIdxFiles, hasIdxFiles, requireCopies, type IdxFiles } from './idx-files';
import { imageNbytes } from './images';
import { SET_NAMES } from './set-names';

export const IDX: DataSource = {
  looksLike: 'train-images-idx3-ubyte, train-labels-idx1-ubyte and the same with t10k, optionally with .gz',
  recognizes: ({ root }) => hasIdxFiles(root),
  read: readIdx,
};

/** To be changed with what decodes: images that were decoded before are then left alone. */
const VERSION = 'idx 1';

/**
 * Images of 3 dimensions are grey: [count, height, width] → one channel; 4 dimensions have channels innermost. SHA-256
 * is that of the four files, unpacked. Throws what findIdxFiles, requireCopies and openIdxArray throw, and E_FILE where
 * images and labels differ in number, or training and test images in size.
 */
export async function readIdx({ root }: FolderTree): Promise<Dataset> {
  const files = findIdxFiles(root);
  return decodeOnce({
    name: basename(root.path),
    decidedBy: [VERSION, ...Object.values(files).flat().map(fileState)],
    decode: (sink) => decode(root, files, sink),
  });
}

async function decode(root: Folder, files: IdxFiles, sink: Sink): Promise<Facts> {
  await requireCopies(root, files);
  const hash = createHash('sha256');
  const train = await decodeSet(files['train-images'][0], files['train-labels'][0], { ...sink, hash });
  const test = await decodeSet(files['test-images'][0], files['test-labels'][0], { ...sink, hash });
  requireOneSize(root.path, train, test);
  const labels = [...train.labels, ...test.labels];
  const highest = labels.reduce((a, b) => Math.max(a, b));
  const { height, width, channels } = train;
  return {
    ...{ name: basename(root.path), sha256: hash.digest('hex'), height, width, channels, labels, leftOut: [] },
    sets: labels.map((_, i) => SET_NAMES.indexOf(i < train.labels.length ? 'train' : 'test')),
    classes: Array.from({ length: highest + 1 }, (_, label) => String(label)),
    remarks: describeUntrained(train.labels, test.labels),
  };
}

interface Decoded extends ImageShape {
  readonly labels: Uint8Array;
}

async function decodeSet(
  images: string,
  ofLabels: string,
  { hash, append, progress }: Sink & { hash: Hash },
): Promise<Decoded> {
  const labels = await readLabels(ofLabels);
  const { extents, head, data } = await openIdxArray(images, [3, 4]);
  const [count, height, width, channels = 1] = extents;
  const shape = { height, width, channels };
  if (count !== labels.data.length) {
    throw new BitplaneError(
      'E_FILE',
      `${ofLabels}: expected ${count} labels, one per image of ${basename(images)}, got ${labels.data.length}`,
    );
  }
  hash.update(head);
  let nbytes = 0;
  for await (const piece of data) {
    hash.update(piece);
    append(piece);
    nbytes += piece.length;
    progress(Math.floor(nbytes / imageNbytes(shape)), count);
  }
  hash.update(labels.head).update(labels.data);
  return { ...shape, labels: labels.data };
}

async function readLabels(path: string): Promise<{ head: Uint8Array; data: Uint8Array }> {
  const { head, data } = await openIdxArray(path, [1]);
  const pieces: Uint8Array[] = [];
  for await (const piece of data) pieces.push(piece);
  return { head, data: Buffer.concat(pieces) };
}

function requireOneSize(folder: string, train: ImageShape, test: ImageShape): void {
  const shape = ({ height, width, channels }: ImageShape): string => `${height}×${width}×${channels}`;
  if (shape(train) === shape(test)) return;
  throw new BitplaneError(
    'E_FILE',
    `${folder}: expected training and test images of one size, got ${shape(train)} and ${shape(test)}`,
  );
}

/** Labels that only test images have can never be given. */
function describeUntrained(train: Uint8Array, test: Uint8Array): string[] {
  const trained = new Set(train);
  const untrained = [...new Set(test)].filter((label) => !trained.has(label)).sort((a, b) => a - b);
  return untrained.length === 0 ? [] : [`No training image has the labels ${untrained.join(', ')} of test images.`];
}
