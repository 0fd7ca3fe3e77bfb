// node tools/check-boundaries.mjs: who may import and include whom, and how files may not be called, how long lines
// are. Exit code 1 where a rule is broken.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findImportViolations } from './boundaries/find-import-violations.mjs';
import { findIncludeViolations } from './boundaries/include-rules.mjs';
import { findLongLines } from './boundaries/line-rule.mjs';
import { findNamelessFiles } from './boundaries/name-rule.mjs';
import { findSharedNames, findUnmarkedKernels } from './boundaries/object-rule.mjs';
import { root } from './setup/places.mjs';
import { sourceFiles } from './source-files.mjs';

const RUNTIME = 'packages/runtime-c';
const read = (folder, paths) => paths.map((path) => ({ path, text: readFileSync(join(root, folder, path), 'utf8') }));

const runtimeFiles = sourceFiles(join(root, RUNTIME), ['.c', '.cpp', '.S', '.h', '.inc']);

const everyFile = sourceFiles(root, ['']);
const violations = [
  ...findNamelessFiles(everyFile),
  ...findLongLines(everyFile, (path) => readFileSync(join(root, path), 'utf8')),
  ...(await findImportViolations(root)),
  ...findSharedNames(runtimeFiles),
  ...findUnmarkedKernels(runtimeFiles),
  ...findIncludeViolations(read(RUNTIME, runtimeFiles)),
];
for (const violation of violations) console.error(violation);
console.log(
  violations.length === 0
    ? 'Every import, include, name and line is as it should be.'
    : `${violations.length} imports, includes, names or lines break a rule.`,
);
process.exitCode = violations.length === 0 ? 0 : 1;
