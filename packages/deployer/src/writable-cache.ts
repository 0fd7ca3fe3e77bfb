// The deployer builds programs and keeps the built-in server's keys in the cache. A clone that belongs to somebody else
// has a cache that may only be read: then these go to the user's own.
import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { cacheFolder, userCache } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';

/** `preferred` if it can be made or written; else the same place in the user's cache. Throws E_SETUP if neither can. */
export function writableFolder(preferred: string): string {
  const own = userCache();
  const caches = [preferred, ...(own === null ? [] : [join(own, relative(cacheFolder(), preferred))])];
  const writable = caches.find(isWritable);
  if (writable !== undefined) return writable;
  throw new BitplaneError(
    'E_SETUP',
    `expected a folder to work in, found none that can be written among ${caches.join(' or ')}: set BITPLANE_CACHE to a folder of your own`,
  );
}

/**
 * The folder, and the one that it is in, where its lock and log are; for those that are not there, the nearest one that
 * is.
 */
export const isWritable = (folder: string): boolean =>
  [folder, dirname(folder)].every((path) => mayWrite(nearest(path)));

const nearest = (path: string): string => (existsSync(path) ? path : nearest(dirname(path)));

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
