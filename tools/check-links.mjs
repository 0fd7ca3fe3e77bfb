// node tools/check-links.mjs: every link in the Markdown files leads somewhere. Exit code 1 where one does not.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBrokenLinks } from './links/find-broken-links.mjs';
import { root } from './setup/places.mjs';
import { sourceFiles } from './source-files.mjs';

const pages = sourceFiles(root, ['.md']).map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
const broken = findBrokenLinks(pages, (path) => existsSync(join(root, path)));
for (const sentence of broken) console.error(sentence);
console.log(`${pages.length} pages, ${broken.length} broken links.`);
process.exitCode = broken.length === 0 ? 0 : 1;
