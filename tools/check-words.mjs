// node tools/check-words.mjs: no documentation, message, header or name uses words that CONTRIBUTING's table avoids.
// Exit code 1 where one does.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup/places.mjs';
import { sourceFiles } from './source-files.mjs';
import { findAvoidedWords } from './words/find-avoided-words.mjs';

/** The rules and their test spell the words out. */
const OF_THE_RULES = /^tools\/words\/|^CONTRIBUTING\.md$/;
const EXTENSIONS = ['.md', '.ts', '.mjs', '.js', '.c', '.h', '.cc', '.cpp', '.inc'];

const paths = sourceFiles(root, EXTENSIONS).filter((path) => !OF_THE_RULES.test(path));
const found = findAvoidedWords(paths.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })));
for (const sentence of found) console.error(sentence);
console.log(`${paths.length} files, ${found.length} words to avoid.`);
process.exitCode = found.length === 0 ? 0 : 1;
