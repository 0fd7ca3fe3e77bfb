// node tools/check-links.mjs: every link in the Markdown files leads somewhere, and to the code that it names; every
// path is that of a file. Exit code 1 where one does not.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBrokenLinks } from './links/find-broken-links.mjs';
import { findLostNames } from './links/find-lost-names.mjs';
import { findLostPaths } from './links/find-lost-paths.mjs';
import { root } from './setup/places.mjs';
import { sourceFiles } from './source-files.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');
const exists = (path) => existsSync(join(root, path));

const files = sourceFiles(root, ['']);
const pages = files.filter((path) => path.endsWith('.md')).map((path) => ({ path, text: read(path) }));
const broken = [
  ...findBrokenLinks(pages, exists),
  ...findLostNames(pages, (path) => (files.includes(path) ? read(path) : null)),
  ...findLostPaths(pages, files),
];
for (const sentence of broken) console.error(sentence);
console.log(`${pages.length} pages, ${broken.length} broken links.`);
process.exitCode = broken.length === 0 ? 0 : 1;
