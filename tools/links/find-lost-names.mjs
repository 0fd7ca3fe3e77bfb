// Finds names of code in Markdown pages that the linked file does not have any more: [`name`](file) promises that the
// name is in it.
import { dirname, join, normalize } from 'node:path/posix';

const NAMED = /\[`(\w+)`\]\(\s*([^)\s#]+)[^)]*\)/g;

/**
 * Sentences, one for each lost name.
 * pages: [{ path, text }], the Markdown files; read(path): the text of a file of the repository, or null if there is
 * none.
 */
export const findLostNames = (pages, read) =>
  pages.flatMap(({ path, text }) =>
    [...text.matchAll(NAMED)].flatMap(([, name, link]) => {
      if (/^[a-z]+:/i.test(link)) return [];
      const target = normalize(join(dirname(path), link));
      const source = read(target);
      return source === null || new RegExp(`\\b${name}\\b`).test(source)
        ? []
        : [`${path}: says that \`${name}\` is in ${target}, which does not have it`];
    }),
  );
