// Files that the user gets: whole or not at all.
import { existsSync, mkdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { sync as writeFileAtomic } from 'write-file-atomic';
import { BitplaneError } from '@bitplane/model';

/** Makes the folder and writes atomically. Throws E_FILE where that cannot be. */
export function writeOutput(file: string, text: string): void {
  orFail(file, () => {
    makeFolders(dirname(file));
    writeFileAtomic(file, text);
  });
}

/** Throws what writeOutput would throw, before the work whose result it is to write. Leaves nothing. */
export function requireWritable(file: string): void {
  orFail(file, () => {
    if (existsSync(file) && statSync(file).isDirectory()) throw new Error('it is a folder');
    const made = makeFolders(dirname(file));
    try {
      const trial = `${file}.trial-${process.pid}`;
      writeFileSync(trial, '');
      rmSync(trial);
    } finally {
      for (const folder of made.reverse()) rmdirSync(folder);
    }
  });
}

/** Returns the folders that it made, outermost first. mkdir's own `recursive` never ends below /proc (Node 20). */
function makeFolders(folder: string): string[] {
  if (existsSync(folder)) return [];
  const above = makeFolders(dirname(folder));
  mkdirSync(folder);
  return [...above, folder];
}

function orFail(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const reason = (error as Error).message;
    throw new BitplaneError('E_FILE', `${file} cannot be written (${reason}): choose another with --out`, {
      cause: error,
    });
  }
}
