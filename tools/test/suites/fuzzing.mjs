// A short run of the converter's fuzzer, over every reader of files that people get from others.
import { join } from 'node:path';
import { root } from '../../setup/places.mjs';
import { commandCheck } from './command-check.mjs';

const SECONDS = 20;

const converterFuzz = commandCheck(
  {
    name: 'converter-fuzz',
    what: `changed files for the converter's readers, for ${SECONDS} seconds each`,
    needs: ['npm-packages', 'runtime'],
  },
  () => [
    process.execPath,
    [
      ...['--require', 'tsx/cjs', join(root, 'packages/converter/src/test-support/fuzz/cli.ts')],
      ...['--seconds', String(SECONDS)],
    ],
  ],
);

export const fuzzing = [{ ...converterFuzz, isOfOneCore: true }];
