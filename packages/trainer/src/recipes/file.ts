// A recipe of the user's own, in a file.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, extname } from 'node:path';
import { userPath } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';

export const isRecipeFile = (recipe: string): boolean => /\.(json|[cm]?[jt]s)$/.test(recipe);

/**
 * What a .json file holds or a .ts or .js file exports by default, unchecked; it is named after its file where it has
 * no name. Throws E_MISSING_FILE, and E_FILE when the file cannot be read or run.
 */
export function readRecipeFile(recipe: string): unknown {
  const path = userPath(recipe);
  if (!existsSync(path)) throw new BitplaneError('E_MISSING_FILE', `no recipe file at ${path}: check --recipe`);
  const content = load(path);
  const name = basename(path, extname(path));
  return typeof content === 'object' && content !== null ? { name, ...content } : content;
}

function load(path: string): unknown {
  try {
    const content = createRequire(path)(path) as unknown;
    return extname(path) === '.json' ? content : (content as { default?: unknown }).default;
  } catch (cause) {
    throw new BitplaneError('E_FILE', `${path} cannot be read: ${(cause as Error).message.split('\n')[0]}`, { cause });
  }
}
