// What is checked without running the product: who imports whom, links, types, style.
import { join } from 'node:path';
import { cacheFolder, modulesFolder, root } from '../../setup/places.mjs';
import { sourceFiles } from '../../source-files.mjs';
import { commandCheck } from './command-check.mjs';

const needs = ['npm-packages'];
const node = (...args) => [process.execPath, args.map((arg, i) => (i === 0 ? join(root, arg) : arg))];
const installed = (name, ...args) => [modulesFolder('.bin', name), args];

const checksOfOneCore = [
  commandCheck({ name: 'boundaries', what: 'who imports and includes whom, names, long lines', needs }, () =>
    node('tools/check-boundaries.mjs'),
  ),
  commandCheck({ name: 'links', what: 'links in the documentation', needs }, () => node('tools/check-links.mjs')),
  commandCheck({ name: 'words', what: 'words to avoid in documentation, messages and names', needs }, () =>
    node('tools/check-words.mjs'),
  ),
  commandCheck({ name: 'types', what: 'TypeScript', needs }, () => installed('tsc', '--noEmit')),
  commandCheck({ name: 'types-of-pages', what: 'TypeScript that runs in browsers', needs }, () =>
    installed('tsc', '--noEmit', '-p', join(root, 'packages/playground')),
  ),
  commandCheck({ name: 'eslint', what: 'ESLint', needs }, () => installed('eslint', '.')),
  commandCheck({ name: 'prettier', what: 'Prettier', needs }, () =>
    installed('prettier', '--check', '--log-level', 'warn', '.'),
  ),
  commandCheck({ name: 'clang-format', what: 'clang-format', needs: ['clang-format'] }, () => [
    cacheFolder('clang-format/clang-format'),
    [
      '--dry-run',
      '--Werror',
      ...sourceFiles(join(root, 'packages'), ['.c', '.h', '.cc']).map((path) => join(root, 'packages', path)),
    ],
  ]),
];

export const checks = checksOfOneCore.map((check) => ({ ...check, isOfOneCore: true }));
