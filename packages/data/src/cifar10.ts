// CIFAR-10 from its official binary files: records of one label and three planes of 32 × 32 bytes.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { KNOWN_SETS, type KnownSet } from './cifar10-sets';
import type { Dataset, DataSource, Folder } from './dataset';
import { decodeOnce, fileState, type Sink } from './decode-once';
import type { Facts } from './decoded-file';
import { shallowest } from './folder-tree';
import { onlyOne } from './only-one';
import { SET_NAMES } from './set-names';

const SIDE = 32;
const PLANE = SIDE * SIDE;
const CHANNELS = 3;
const RECORD_NBYTES = 1 + CHANNELS * PLANE;
/** Within a folder of them. */
export const TEST_FILE = 'test_batch.bin';
const FILE = /^(data_batch_\d|test_batch)\.bin$/;

const CLASSES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
const NUM_CLASSES = CLASSES.length;

/** To be changed with what decodes: images that were decoded before are then left alone. */
const VERSION = 'cifar-10 1';

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
export async function readCifar10(folder: string): Promise<Dataset> {
  const files = [...trainingFiles(folder), TEST_FILE].map((file) => join(folder, file));
  return decodeOnce({
    name: 'CIFAR-10',
    decidedBy: [VERSION, ...files.map(fileState)],
    decode: (sink) => decode(folder, files, sink),
  });
}

function decode(folder: string, files: readonly string[], { append, progress }: Sink): Facts {
  const hash = createHash('sha256');
  const labels: number[] = [];
  const sets: number[] = [];
  files.forEach((file, i) => {
    const records = readRecords(file);
    hash.update(records);
    append(interleave(records));
    const set = SET_NAMES.indexOf(i === files.length - 1 ? 'test' : 'train');
    for (let at = 0; at < records.length; at += RECORD_NBYTES) {
      labels.push(records[at]);
      sets.push(set);
    }
    progress(labels.length, (labels.length / (i + 1)) * files.length);
  });
  const { name, sha256 } = requireKnown(folder, hash.digest('hex'));
  const shape = { height: SIDE, width: SIDE, channels: CHANNELS };
  return { name, sha256, classes: CLASSES, ...shape, labels, sets, leftOut: [], remarks: [] };
}

function requireKnown(folder: string, sha256: string): KnownSet {
  const known = KNOWN_SETS.find((set) => set.sha256 === sha256);
  if (known !== undefined) return known;
  const expected = KNOWN_SETS.map((set) => `${set.name} ${set.sha256.slice(0, 12)}…`).join(', ');
  throw new BitplaneError(
    'E_CHECKSUM',
    `the images in ${folder} are not CIFAR-10's: expected SHA-256 of all files to be one of ${expected}, got ${sha256.slice(0, 12)}…; ` +
      'run "npm run setup" to fetch them, or give the official binary version with --data',
  );
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
function interleave(records: Buffer): Uint8Array {
  const pixels = new Uint8Array((records.length / RECORD_NBYTES) * CHANNELS * PLANE);
  let base = 0;
  for (let at = 0; at < records.length; at += RECORD_NBYTES, base += CHANNELS * PLANE) {
    for (let c = 0; c < CHANNELS; c++) {
      const plane = at + 1 + c * PLANE;
      for (let i = 0; i < PLANE; i++) pixels[base + i * CHANNELS + c] = records[plane + i];
    }
  }
  return pixels;
}
