// CIFAR-10 from its official binary files: records of one label and three planes of 32 × 32 bytes.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { KNOWN_SETS } from './cifar10-sets';
import type { Dataset, DataSource, Folder, LabelledImages } from './dataset';
import { shallowest } from './folder-tree';
import { onlyOne } from './only-one';

const SIDE = 32;
const PLANE = SIDE * SIDE;
const CHANNELS = 3;
const RECORD_NBYTES = 1 + CHANNELS * PLANE;
/** Within a folder of them. */
export const TEST_FILE = 'test_batch.bin';
const FILE = /^(data_batch_\d|test_batch)\.bin$/;

const CLASSES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
const NUM_CLASSES = CLASSES.length;

export const CIFAR10: DataSource = {
  looksLike: "CIFAR-10's data_batch_1.bin … and test_batch.bin",
  recognizes: ({ root }) => shallowest(root, holdsRecords).length > 0,
  read: ({ root }) => readCifar10(onlyOne(root, shallowest(root, holdsRecords)).path),
};

const holdsRecords = ({ files }: Folder): boolean => files.some((path) => FILE.test(basename(path)));

/**
 * Reads data_batch_*.bin and test_batch.bin of a folder, and transposes each image once to [32, 32, 3]. Nothing is
 * normalised. Throws E_MISSING_FILE; E_FILE for a file that is no whole number of records or has an impossible label,
 * E_CHECKSUM for images that are not those of a known set. SHA-256 is that of all files' bytes, data_batch_1.bin … then
 * test_batch.bin.
 */
export function readCifar10(folder: string): Dataset {
  const files = [...trainingFiles(folder), TEST_FILE];
  const contents = files.map((file) => readRecords(join(folder, file)));
  const hash = createHash('sha256');
  for (const content of contents) hash.update(content);
  const sha256 = hash.digest('hex');
  const known = KNOWN_SETS.find((set) => set.sha256 === sha256);
  if (known === undefined) {
    const expected = KNOWN_SETS.map((set) => `${set.name} ${set.sha256.slice(0, 12)}…`).join(', ');
    throw new BitplaneError(
      'E_CHECKSUM',
      `the images in ${folder} are not CIFAR-10's: expected SHA-256 of all files to be one of ${expected}, got ${sha256.slice(0, 12)}…; ` +
        'run "npm run setup" to fetch them, or give the official binary version with --data',
    );
  }
  return {
    name: known.name,
    sha256,
    classes: CLASSES,
    train: decode(contents.slice(0, -1)),
    validation: null,
    test: decode(contents.slice(-1)),
    splitSeed: null,
    leftOut: [],
    remarks: [],
  };
}

function trainingFiles(folder: string): string[] {
  const files = statSync(folder, { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(folder)
        .filter((file) => /^data_batch_\d\.bin$/.test(file))
        .sort()
    : [];
  if (files.length > 0 && existsSync(join(folder, TEST_FILE))) return files;
  throw new BitplaneError(
    'E_MISSING_FILE',
    `expected data_batch_1.bin … and ${TEST_FILE} in ${folder}: run "npm run setup" to fetch CIFAR-10, or give a folder that has them with --data`,
  );
}

function readRecords(path: string): Buffer {
  const content = readWhole(path);
  if (content.length === 0 || content.length % RECORD_NBYTES !== 0) {
    throw new BitplaneError(
      'E_FILE',
      `${path}: expected records of ${RECORD_NBYTES} bytes, got ${content.length} bytes: the file is truncated or of another format; fetch it again`,
    );
  }
  for (let at = 0; at < content.length; at += RECORD_NBYTES) {
    if (content[at] < NUM_CLASSES) continue;
    const record = at / RECORD_NBYTES;
    throw new BitplaneError(
      'E_FILE',
      `${path}: expected labels 0 … ${NUM_CLASSES - 1}, got ${content[at]} in record ${record}: fetch the file again`,
    );
  }
  return content;
}

/** Planar records → [count, height, width, channels]. */
function decode(files: readonly Buffer[]): LabelledImages {
  const count = files.reduce((sum, file) => sum + file.length / RECORD_NBYTES, 0);
  const pixels = new Uint8Array(count * CHANNELS * PLANE);
  const labels = new Uint8Array(count);
  let image = 0;
  for (const file of files) {
    for (let at = 0; at < file.length; at += RECORD_NBYTES, image++) {
      labels[image] = file[at];
      const base = image * CHANNELS * PLANE;
      for (let c = 0; c < CHANNELS; c++) {
        const plane = at + 1 + c * PLANE;
        for (let i = 0; i < PLANE; i++) pixels[base + i * CHANNELS + c] = file[plane + i];
      }
    }
  }
  return { count, height: SIDE, width: SIDE, channels: CHANNELS, pixels, labels };
}
