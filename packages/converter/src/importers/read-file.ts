// Reads one file of a trained network.
import { existsSync, statSync } from 'node:fs';
import { readWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';

/** Throws E_MISSING_FILE with `missing`, E_FILE for one that cannot be read. */
export function readFile(path: string, missing: string): Buffer {
  if (!existsSync(path)) throw new BitplaneError('E_MISSING_FILE', missing);
  return readWhole(path);
}

export const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
