// Finds words that CONTRIBUTING asks to avoid, in what people read and in the names of code.
import { NAMES, PHRASES } from './avoided.mjs';
import { proseOf } from './prose-of.mjs';

const isTest = (path) => /\.test\.\w+$|(^|\/)(tests?|testing|test-support)\//.test(path);
const isCode = (path) => /\.(ts|mjs|js|c|h|cc|cpp|inc)$/.test(path);

/**
 * Sentences, one per occurrence. files: [{ path, text }]. Tests are read for names only: they quote what other programs
 * say.
 */
export const findAvoidedWords = (files) =>
  files.flatMap(({ path, text }) => [
    ...(isTest(path) ? [] : search(PHRASES, path, proseOf(path, text) ?? '')),
    ...(isCode(path) ? search(NAMES, path, text) : []),
  ]);

const search = (rules, path, text) =>
  rules.flatMap(({ what, say }) =>
    [...text.matchAll(what)].map(({ 0: found, index }) => {
      const line = text.slice(0, index).split('\n').length;
      return `${path}:${line}: "${found}": say "${say}"`;
    }),
  );
