// The C sources under clang: its analyser, and a short run of the fuzzer.
import { join } from 'node:path';
import { command } from '../../setup/command.mjs';
import { root } from '../../setup/places.mjs';
import { missingOf } from './c-runtime.mjs';
import { commandCheck } from './command-check.mjs';

const folder = join(root, 'packages/runtime-c');

const clangTidy = {
  name: 'clang-tidy',
  what: 'clang-tidy on all C files, tests and benches too',
  needs: [],
  lacks: () => missingOf(['clang', 'clang-tidy']),
  run: async () => {
    // What each file is compiled with; this preset has all of them.
    await command('cmake', ['-P', 'cmake/forget-moved-build.cmake'], { cwd: folder });
    await command('cmake', ['--preset', 'fuzz'], { cwd: folder });
    const args = ['-p', join(folder, 'build/fuzz'), '-quiet', `${folder}/`];
    return commandCheck({}, () => ['run-clang-tidy', args]).run();
  },
};

/** Long enough for the corpus and some thousand files more. */
const FUZZING_MINUTES = 0.4;

const fuzz = {
  name: 'c-fuzz',
  what: `libFuzzer on model files, for ${60 * FUZZING_MINUTES} seconds`,
  needs: [],
  lacks: () => missingOf(['clang', 'libFuzzer']),
  isOfOneCore: true,
  run: () =>
    commandCheck({}, () => [
      process.execPath,
      [join(folder, 'fuzz/run.mjs'), '--fresh', '--minutes', String(FUZZING_MINUTES)],
    ]).run(),
};

export const cAnalysis = [clangTidy, fuzz];
