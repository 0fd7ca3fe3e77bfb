// A step of the set-up that unpacks a pinned npm tarball into a folder of the cache.
import { existsSync } from 'node:fs';
import { downloads } from './downloads.mjs';
import { fetchArchive, forgetArchive } from './fetch.mjs';
import { placeWhole } from './placement.mjs';
import { cacheFolder } from './places.mjs';
import { unpackTarball } from './unpack.mjs';

/** name: of the step, of its download and of the folder; file: in the folder, once it is done; about: the rest. */
export function tarballStep({ name, file, ...about }) {
  const download = downloads[name];
  const isDone = () => existsSync(cacheFolder(name, file));
  return {
    name,
    ...about,
    needs: [],
    isDone,
    fetch: async () => {
      if (!isDone()) await fetchArchive(download);
    },
    run: async () => {
      const archive = await fetchArchive(download);
      await placeWhole(cacheFolder(name), (part) => unpackTarball(archive, part));
      forgetArchive(download);
    },
  };
}
