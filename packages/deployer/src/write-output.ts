// Files that the user gets: whole or not at all.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { sync as writeFileAtomic } from 'write-file-atomic';
import { BitplaneError } from '@bitplane/model';

/** Makes the folder and writes atomically. Throws E_FILE where that cannot be. */
export function writeOutput(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileAtomic(file, text);
  } catch (error) {
    const reason = (error as Error).message;
    throw new BitplaneError('E_FILE', `${file} cannot be written (${reason}): choose another with --out`, {
      cause: error,
    });
  }
}
