// Finds names of code in Markdown pages that the linked file does not define any more: [`name`](file) promises that it
// does. A file that only uses the name sends the reader on.
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
      return source === null || defines(source, name)
        ? []
        : [`${path}: says that \`${name}\` is in ${target}, which does not define it`];
    }),
  );

/** Whether a line without indentation has the name, as definitions have in C and TypeScript. */
const defines = (source, name) =>
  source
    .split('\n')
    .some((line) => /^(?!\s|\/\/|#include|import\b)/.test(line) && new RegExp(`\\b${name}\\b`).test(line));
