// Writes a folder whole or not at all.
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { makeFolder, systemFailure, uninterrupted, writeTogether } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';

export interface FolderContent {
  /** Path inside the folder → bytes. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Paths that an earlier run may have left there: they go with it. */
  readonly replaceable: readonly string[];
}

/**
 * Writes the files into a staging folder beside `folder` and puts that in its place. Until then the old folder stays as
 * it is; a failure leaves it so and removes what was staged, and a signal waits. Throws E_USAGE where the old folder
 * holds anything but replaceable files, E_FILE where it cannot be written.
 */
export function replaceFolder(folder: string, { files, replaceable }: FolderContent): void {
  requireReplaceable(folder, replaceable);
  try {
    uninterrupted(() => stageAndSwap(folder, files));
  } catch (cause) {
    // Of the folder that the user named, not of what is staged beside it.
    const advice = 'make room there, or choose another --out';
    throw systemFailure(cause, { attempt: 'write the folder', path: folder, advice }) ?? cause;
  }
}

/** A mistyped --out must not cost a user's own files. */
function requireReplaceable(folder: string, replaceable: readonly string[]): void {
  if (!existsSync(folder)) return;
  const isFolder = statSync(folder).isDirectory();
  const foreign = isFolder ? filesOf(folder).find((path) => !replaceable.includes(path)) : undefined;
  if (isFolder && foreign === undefined) return;
  const got = isFolder ? `one with ${foreign}` : 'a file';
  throw new BitplaneError(
    'E_USAGE',
    `${folder}: expected a folder that is new, empty or an earlier export, got ${got}; choose another --out`,
  );
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
}

function stageAndSwap(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  const staging = `${folder}.writing-${process.pid}`;
  try {
    makeFolder(staging);
    writeTogether(new Map([...files].map(([path, bytes]) => [join(staging, path), bytes])));
    swap(staging, folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Two renames, since a folder that is not empty cannot be renamed over. */
function swap(staging: string, folder: string): void {
  if (!existsSync(folder)) return renameSync(staging, folder);
  const retired = `${folder}.old-${process.pid}`;
  renameSync(folder, retired);
  try {
    renameSync(staging, folder);
  } catch (error) {
    renameSync(retired, folder);
    throw error;
  }
  rmSync(retired, { recursive: true });
}
