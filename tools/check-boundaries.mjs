// node tools/check-boundaries.mjs: who may import and include whom, and how files may not be called. Exit code 1 where a rule is broken.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findImportViolations } from './boundaries/find-import-violations.mjs';
import { findIncludeViolations } from './boundaries/include-rules.mjs';
import { findNamelessFiles } from './boundaries/name-rule.mjs';
import { findSharedNames, findUnmarkedKernels } from './boundaries/object-rule.mjs';
import { root } from './setup/places.mjs';
import { sourceFiles } from './source-files.mjs';

const RUNTIME = 'packages/runtime-c';
const read = (folder, paths) => paths.map((path) => ({ path, text: readFileSync(join(root, folder, path), 'utf8') }));

const runtimeFiles = sourceFiles(join(root, RUNTIME), ['.c', '.cpp', '.S', '.h', '.inc']);

const violations = [
  ...findNamelessFiles(sourceFiles(root, [''])),
  ...(await findImportViolations(root)),
  ...findSharedNames(runtimeFiles),
  ...findUnmarkedKernels(runtimeFiles),
  ...findIncludeViolations(read(RUNTIME, runtimeFiles)),
];
for (const violation of violations) console.error(violation);
console.log(
  violations.length === 0
    ? 'Every import and include is allowed.'
    : `${violations.length} imports, includes or names are not allowed.`,
);
process.exitCode = violations.length === 0 ? 0 : 1;
