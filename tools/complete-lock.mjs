// node tools/complete-lock.mjs: after an `npm install` that changed dependencies, adds what npm ci would miss to
// package-lock.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addMissingPlatforms, findMissingPlatforms } from './lock/other-platforms.mjs';
import { root } from './setup/places.mjs';

const path = join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8'));
const missing = findMissingPlatforms(lock);
if (missing.length > 0) writeFileSync(path, `${JSON.stringify(addMissingPlatforms(lock), null, 2)}\n`);
console.log(
  missing.length === 0 ? 'The lock file is complete.' : `Added ${missing.map(({ name }) => name).join(', ')}.`,
);
