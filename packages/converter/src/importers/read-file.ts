// Reads one file of a trained network.
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { BitplaneError } from '@bitplane/model';

/** Throws E_MISSING_FILE with `missing`, E_FILE for one that cannot be read. */
export function readFile(path: string, missing: string): Buffer {
  if (!existsSync(path)) throw new BitplaneError('E_MISSING_FILE', missing);
  return orUnreadable(path, () => readFileSync(path));
}

/** The first `nbytes`, or all of a shorter file: enough to recognize it by. Throws E_FILE for one that cannot be read. */
export function readStart(path: string, nbytes: number): Buffer {
  return orUnreadable(path, () => {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(nbytes);
      return bytes.subarray(0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  });
}

export const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

function orUnreadable(path: string, read: () => Buffer): Buffer {
  try {
    return read();
  } catch (cause) {
    throw new BitplaneError('E_FILE', `${path}: expected a file to read, got ${(cause as Error).message}`, { cause });
  }
}
