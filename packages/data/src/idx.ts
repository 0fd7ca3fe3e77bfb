// MNIST and its kin: images and labels in IDX files.
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import type { Dataset, DataSource, FolderTree, LabelledImages } from './dataset';
import { readIdxArray } from './idx-array';
import { findIdxFiles, hasIdxFiles } from './idx-files';

export const IDX: DataSource = {
  looksLike: 'train-images-idx3-ubyte, train-labels-idx1-ubyte and the same with t10k, optionally with .gz',
  recognizes: ({ root }) => hasIdxFiles(root),
  read: readIdx,
};

/**
 * Images of 3 dimensions are grey: [count, height, width] → one channel; 4 dimensions have channels innermost. SHA-256
 * is that of the four files, unpacked. Throws what findIdxFiles and readIdxArray throw, and E_FILE where images and
 * labels differ in number, or training and test images in size.
 */
export function readIdx({ root }: FolderTree): Dataset {
  const files = findIdxFiles(root);
  const hash = createHash('sha256');
  const readSet = (set: 'train' | 'test'): LabelledImages => {
    const [images, labels] = [readIdxArray(files[`${set}-images`], [3, 4]), readIdxArray(files[`${set}-labels`], [1])];
    hash.update(images.bytes).update(labels.bytes);
    const [count, height, width, channels = 1] = images.extents;
    if (count !== labels.extents[0]) {
      throw new BitplaneError(
        'E_FILE',
        `${files[`${set}-labels`]}: expected ${count} labels, one per image of ${basename(files[`${set}-images`])}, got ${labels.extents[0]}`,
      );
    }
    return { count, height, width, channels, pixels: images.data, labels: labels.data };
  };
  const [train, test] = [readSet('train'), readSet('test')];
  requireOneSize(root.path, train, test);
  const highest = [train, test].reduce((max, { labels }) => labels.reduce((a, b) => Math.max(a, b), max), 0);
  const classes = Array.from({ length: highest + 1 }, (_, label) => String(label));
  return {
    ...{ name: basename(root.path), sha256: hash.digest('hex'), classes },
    ...{ train, validation: null, test, splitSeed: null, leftOut: [] },
    remarks: describeUntrained(train, test),
  };
}

function requireOneSize(folder: string, train: LabelledImages, test: LabelledImages): void {
  const shape = ({ height, width, channels }: LabelledImages): string => `${height}×${width}×${channels}`;
  if (shape(train) === shape(test)) return;
  throw new BitplaneError(
    'E_FILE',
    `${folder}: expected training and test images of one size, got ${shape(train)} and ${shape(test)}`,
  );
}

/** Labels that only test images have can never be given. */
function describeUntrained(train: LabelledImages, test: LabelledImages): string[] {
  const trained = new Set(train.labels);
  const untrained = [...new Set(test.labels)].filter((label) => !trained.has(label)).sort((a, b) => a - b);
  return untrained.length === 0 ? [] : [`No training image has the labels ${untrained.join(', ')} of test images.`];
}
