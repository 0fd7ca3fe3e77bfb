// A second Node, on which the tests repeat the whole path.
import { existsSync } from 'node:fs';
import { downloads } from '../downloads.mjs';
import { fetchArchive, forgetArchive } from '../fetch.mjs';
import { placeWhole } from '../placement.mjs';
import { cacheFolder } from '../places.mjs';
import { unpackTarball } from '../unpack.mjs';

const download = downloads['node-24'];
const isDone = () => existsSync(cacheFolder('node-24/package/bin/node'));

export const node24 = {
  name: 'node-24',
  gives: 'a second Node',
  costOfMissing: '`npm test` runs the whole path on this Node only',
  optional: true,
  onlyForTests: true,
  needs: [],
  isDone,
  fetch: async () => {
    if (!isDone()) await fetchArchive(download);
  },
  run: async () => {
    const archive = await fetchArchive(download);
    await placeWhole(cacheFolder('node-24'), (part) => unpackTarball(archive, part));
    forgetArchive(download);
  },
};
