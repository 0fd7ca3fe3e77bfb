// The C runtime as modules of WebAssembly, which packages/wasm loads.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../command.mjs';
import { root } from '../places.mjs';

const folder = join(root, 'packages/wasm');

export const wasm = {
  name: 'wasm',
  gives: 'the C runtime for WebAssembly',
  optional: true,
  costOfMissing: '@bitplane/wasm has no module to run models with',
  needs: ['zig'],
  isDone: () => existsSync(join(folder, 'build/inline-modules.cjs')),
  alwaysRun: true,
  run: () => command(process.execPath, [join(folder, 'build.mjs')]),
};
