// Files that are too large for memory: written piece by piece, whole or not at all.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { systemFailure } from './system-failure';
import { makeFolder } from './whole-files';

/** Puts a piece at the end. Throws E_FILE, as where the disk is full. */
export type Append = (piece: Uint8Array) => void;

/**
 * Writes a file with the pieces that `make` appends, and returns what that returns. They go into a file beside it,
 * `<path>.part-<host>`, which becomes the file at the end; where anything fails, it is removed, and the file stays as
 * it was. One process of a host may do so at a time: the part that a killed one left is replaced. Makes the folder.
 * advice: what to do where the file cannot be written. Throws E_FILE, and what `make` throws.
 */
export async function writePiecewise<Result>(
  path: string,
  make: (append: Append) => Result | Promise<Result>,
  advice?: string,
): Promise<Result> {
  const part = `${path}.part-${hostname()}`;
  const saying = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      throw systemFailure(error, { attempt: 'write', path, advice }) ?? error;
    }
  };
  makeFolder(dirname(path));
  saying(() => rmSync(part, { force: true }));
  const file = saying(() => openSync(part, 'wx'));
  try {
    // writeSync may write a part only, as of a disk that becomes full.
    const result = await make((piece) => saying(() => writeFileSync(file, piece)));
    saying(() => {
      fsyncSync(file);
      renameSync(part, path);
    });
    return result;
  } finally {
    closeSync(file);
    rmSync(part, { force: true });
  }
}
