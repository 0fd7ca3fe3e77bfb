// Reads one file of a trained network.
import { existsSync, statSync } from 'node:fs';
import { readWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';

/** Node takes no more at once, and no trained network for a board has more. */
const MAX_NBYTES = 2 ** 31 - 1;

/**
 * Throws E_MISSING_FILE with `missing`, E_FILE for one that cannot be read, is larger than `maxNbytes` or no regular
 * file: reading a pipe might never end.
 */
export function readFile(path: string, missing: string, maxNbytes = MAX_NBYTES): Buffer {
  if (!existsSync(path)) throw new BitplaneError('E_MISSING_FILE', missing);
  const there = statSync(path);
  const isRegular = there.isFile() || there.isDirectory();
  if (!isRegular) throw new BitplaneError('E_FILE', `${path}: expected a regular file, got a device or a pipe`);
  if (there.size > maxNbytes)
    throw new BitplaneError('E_FILE', `${path}: expected at most ${maxNbytes} bytes, got ${there.size}`);
  return readWhole(path);
}

/** False also below something that is no folder, where asking for more would throw. */
export const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();
