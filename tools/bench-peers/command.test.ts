import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { runBenchPeersCommand } from './command';

test.each([
  [['--round', '3'], /^unknown option '--round' .*: see "npx nx run runtime-c:bench-peers -- --help"$/],
  [['--rounds', '0'], /--rounds.*expected a positive integer: see/],
  [['--milliseconds', '1.5'], /--milliseconds.*expected a positive integer: see/],
  [
    ['--peers', 'openblas,mkl'],
    /^--peers: expected some of openblas, onednn-int8, litert-int8, openvino, numkong, bnn-lab, lce, got "mkl"$/,
  ],
  [['openblas'], /too many arguments/],
])('%j is a usage error in one line', async (argv, message) => {
  await expect(runBenchPeersCommand(argv)).rejects.toEqual(errorLike('E_USAGE', message));
});

test('a folder that cannot be written is told before anything is built', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  await expect(runBenchPeersCommand(['--peers', '', '--out', join(file, 'below')])).rejects.toEqual(
    errorLike('E_FILE', /cannot write .*record\.json.*choose another with --out/),
  );
});
