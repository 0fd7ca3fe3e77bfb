// Files that another file names: of somebody who may not be trusted with the rest of the disk.
import { realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';

/** Where `location` really is, links followed: in `folder` or below, 'outside' of it, or null where nothing is. */
export function realPathInside(folder: string, location: string): { readonly real: string } | 'outside' | null {
  const root = realpathSync(folder);
  if (location === '' || isAbsolute(location) || location.includes('\0')) return 'outside';
  let real: string;
  try {
    real = realpathSync(resolve(root, location));
  } catch {
    return null;
  }
  const inside = relative(root, real);
  return inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? 'outside' : { real };
}
