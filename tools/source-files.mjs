// Walks the repository's own files: no packages, caches, builds or outputs.
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const NOT_OURS = /^(node_modules|out|coverage|build(-.*)?|\.(?!vitepress$).+)$/;

/**
 * Paths, relative to `root` and with `/`, of the files below it whose names end in one of the extensions ('' for every
 * file).
 */
export function sourceFiles(root, extensions) {
  const found = [];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !NOT_OURS.test(entry.name)) walk(path);
      else if (entry.isFile() && extensions.some((extension) => entry.name.endsWith(extension)))
        found.push(relative(root, path));
    }
  };
  walk(root);
  return found.sort();
}
