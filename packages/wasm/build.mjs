// Builds the modules by zig, which the set-up installs, into build/: two .wasm files, and both in base64 for
// ES modules and for CommonJS.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const runtime = join(import.meta.dirname, '../runtime-c');
const build = join(import.meta.dirname, 'build');
const MODULES = [
  { kind: 'simd', preset: 'wasm32', file: 'bitplane.wasm' },
  { kind: 'portable', preset: 'wasm32-portable', file: 'bitplane-portable.wasm' },
];

const cmake = (...args) => execFileSync('cmake', args, { cwd: runtime, stdio: ['ignore', 'ignore', 'inherit'] });

/** Calls write(part) to make a file, then renames it, so that it is there whole or not at all. */
function placeWhole(file, write) {
  const part = `${file}.part-${process.pid}`;
  write(part);
  renameSync(part, file);
}

mkdirSync(build, { recursive: true });
cmake('-P', 'cmake/forget-moved-build.cmake');
const modules = MODULES.map(({ kind, preset, file }) => {
  cmake('--preset', preset);
  cmake('--build', '--preset', preset, '--target', 'bitplane-module');
  const made = join(runtime, 'build', preset, 'wasm/bitplane.wasm');
  placeWhole(join(build, file), (part) => copyFileSync(made, part));
  return { kind, base64: readFileSync(made).toString('base64') };
});
const writeBase64 = (file, start) =>
  placeWhole(join(build, file), (part) =>
    writeFileSync(part, modules.map(({ kind, base64 }) => `${start(kind)} = '${base64}';\n`).join('')),
  );
writeBase64('inline-modules.mjs', (kind) => `export const ${kind}`);
writeBase64('inline-modules.cjs', (kind) => `exports.${kind}`);
