// The C runtime and the on-board program for this machine.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../command.mjs';
import { root } from '../places.mjs';

const folder = join(root, 'packages/runtime-c');

export const runtime = {
  name: 'runtime',
  gives: 'the C runtime for this machine',
  costOfMissing: 'models cannot be run or pushed to the local board',
  needs: [],
  isDone: () => existsSync(join(folder, 'build/host/bitplane')),
  alwaysRun: true,
  run: async () => {
    await command('cmake', ['-P', 'cmake/forget-moved-build.cmake'], { cwd: folder });
    await command('cmake', ['--preset', 'host'], { cwd: folder });
    await command('cmake', ['--build', '--preset', 'host', '--target', 'bitplane-program'], { cwd: folder });
  },
};
