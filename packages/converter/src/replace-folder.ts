// Writes a folder whole or not at all.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Writes the files into a staging folder beside `folder` and puts that in its place. Until then the old folder stays as it is; a failure
 * leaves it so and removes what was staged. Everything is synchronous, so that no signal is handled halfway.
 *
 * @param files path inside the folder → bytes
 */
export function replaceFolder(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  const staging = `${folder}.writing-${process.pid}`;
  const retired = `${folder}.old-${process.pid}`;
  try {
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(staging, path)), { recursive: true });
      writeFileSync(join(staging, path), bytes);
    }
    if (existsSync(folder)) renameSync(folder, retired);
    try {
      renameSync(staging, folder);
    } catch (error) {
      if (existsSync(retired)) renameSync(retired, folder);
      throw error;
    }
  } finally {
    rmSync(staging, { recursive: true, force: true });
    rmSync(retired, { recursive: true, force: true });
  }
}
