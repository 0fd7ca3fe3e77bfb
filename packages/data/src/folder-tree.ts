// What lies below a folder: hidden things are left out, symbolic links are followed.
import { readdirSync, realpathSync, statSync, type Stats } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import type { Folder, FolderTree, LeftOut, LeftOutReason } from './dataset';

/**
 * What macOS, Windows and network drives leave in folders, in lower case; names with a leading dot are hidden in any
 * case.
 */
const SYSTEM_NAMES = [
  '__macosx',
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  '@eadir',
  '$recycle.bin',
  'system volume information',
  'lost+found',
];

const isHidden = (name: string): boolean => name.startsWith('.') || SYSTEM_NAMES.includes(name.toLowerCase());

/** Throws E_MISSING_FILE where there is nothing, E_FILE for something other than a folder. */
export function readTree(path: string): FolderTree {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw new BitplaneError('E_MISSING_FILE', `no folder of images at ${path}: check --data`);
  }
  if (!stats.isDirectory()) {
    throw new BitplaneError(
      'E_FILE',
      `${path}: expected a folder of images, got a file: give the folder that contains it`,
    );
  }
  const leftOut: LeftOut[] = [];
  let numLinks = 0;

  /**
   * `above`: the real paths of the folder and all that it was reached through. A link to one of them, or above it,
   * would never end.
   */
  const read = (folder: string, above: readonly string[]): Folder => {
    const folders: Folder[] = [];
    const files: string[] = [];
    const leave = (entry: string, reason: LeftOutReason): void => void leftOut.push({ path: entry, reason });
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const entryPath = join(folder, entry.name);
      if (isHidden(entry.name)) {
        leave(entryPath, 'hidden');
        continue;
      }
      const target = entry.isSymbolicLink() ? followLink(entryPath) : entry;
      if (typeof target === 'string') {
        leave(entryPath, target);
      } else if (target.isDirectory()) {
        const real = realpathSync(entryPath);
        if (above.some((path) => `${path}${sep}`.startsWith(`${real}${sep}`))) {
          leave(entryPath, 'a circular link');
          continue;
        }
        folders.push(read(entryPath, [...above, real]));
      } else if (target.isFile()) {
        files.push(entryPath);
      } else {
        leave(entryPath, 'not a regular file');
        continue;
      }
      if (entry.isSymbolicLink() && typeof target !== 'string') numLinks++;
    }
    return { path: folder, name: basename(folder), folders, files };
  };
  const root = read(path, [realpathSync(path)]);
  return { root, leftOut, numLinks };
}

function followLink(path: string): Stats | LeftOutReason {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? 'a link to nothing';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') return 'a circular link';
    throw error;
  }
}

/** The folders that `holds` is true of, as near to the top as any of them is. */
export function shallowest(root: Folder, holds: (folder: Folder) => boolean): readonly Folder[] {
  for (let level: readonly Folder[] = [root]; level.length > 0; level = level.flatMap(({ folders }) => folders)) {
    const found = level.filter(holds);
    if (found.length > 0) return found;
  }
  return [];
}

/** All files of a folder and those below, by path. */
export const allFiles = (folder: Folder): string[] =>
  [...folder.files, ...folder.folders.flatMap((inner) => allFiles(inner))].sort();
