// Reads one file of a trained network.
import { existsSync, readFileSync } from 'node:fs';
import { BitplaneError } from '@bitplane/model';

/** Throws E_MISSING_FILE with `missing`, E_FILE for one that cannot be read. */
export function readFile(path: string, missing: string): Buffer {
  if (!existsSync(path)) throw new BitplaneError('E_MISSING_FILE', missing);
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new BitplaneError('E_FILE', `${path}: expected a file to read, got ${(cause as Error).message}`, { cause });
  }
}
