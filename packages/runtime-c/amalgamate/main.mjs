// `npx nx run runtime-c:amalgamate`: writes bitplane.c and bitplane.h to build/amalgamation or to the folder given.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { amalgamate } from './amalgamation.mjs';

const folder = fileURLToPath(new URL('..', import.meta.url));
const out = resolve(process.argv[2] ?? join(folder, 'build/amalgamation'));
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const { header, source } = amalgamate(folder, version);
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'bitplane.h'), header);
writeFileSync(join(out, 'bitplane.c'), source);
console.log(`${join(out, 'bitplane.c')}: ${source.split('\n').length} lines`);
