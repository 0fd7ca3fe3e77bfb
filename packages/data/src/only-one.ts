// One of several sets of images is never chosen silently.
import { relative } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import type { Folder } from './dataset';

/** The only folder; throws E_FILE with the names of several below `root`. */
export function onlyOne(root: Folder, folders: readonly Folder[]): Folder {
  if (folders.length === 1) return folders[0];
  const names = folders.map(({ path }) => relative(root.path, path));
  throw new BitplaneError(
    'E_FILE',
    `${root.path}: expected one set of images, got ${names.join(', ')}: give one of these`,
  );
}
