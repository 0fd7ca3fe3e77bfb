// A trained network counted by TensorFlow.js and by the program that runs on boards.
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { runDoor, type Outcome } from './test-support/command-line';

const SLICE = join(workspaceRoot(), 'test/data/cifar10-slice');
const LINE = /^accuracy: [\d.]+ % \((\d+) of 200\)$/;

let folder: string;

jest.setTimeout(300_000);

beforeAll(async () => {
  folder = temporaryFolder();
  const args = [
    '--recipe',
    'quickstart',
    '--limit',
    '256',
    '--epochs',
    '2',
    '--data',
    SLICE,
    '--out',
    join(folder, 'train'),
  ];
  expect(await runDoor('trainer', ['train', ...args])).toMatchObject({ exitCode: 0 });
});

const evaluate = (...args: string[]): Promise<Outcome> =>
  runDoor('trainer', ['evaluate', '--model', join(folder, 'train'), '--data', SLICE, ...args]);

/** Correct predictions, from the last line. */
function correctIn({ exitCode, stdout, stderr }: Outcome): number {
  const [, correct] = LINE.exec(stdout.trim().split('\n').at(-1)!) ?? [];
  if (exitCode === 0 && correct !== undefined) return Number(correct);
  throw new Error(`evaluate ended with ${exitCode}: ${stdout}${stderr}`);
}

test('--runtime c exports the network and counts the answers of TensorFlow.js, but for near ties', async () => {
  const [ours, exported] = [correctIn(await evaluate()), correctIn(await evaluate('--runtime', 'c'))];
  expect(Math.abs(ours - exported)).toBeLessThanOrEqual(2);
});

test('--exported takes a file in place of a new export', async () => {
  const args = ['--network', 'reference', '--model', join(folder, 'train'), '--out', join(folder, 'export')];
  expect(await runDoor('converter', ['export', ...args, '--only', 'blob'])).toMatchObject({ exitCode: 0 });
  const model = join(folder, 'export/model.bpm');
  expect(correctIn(await evaluate('--runtime', 'c', '--exported', model))).toBe(
    correctIn(await evaluate('--runtime', 'c')),
  );
});

test('without the program the command that builds it is named', async () => {
  const { exitCode, stderr } = await runDoor(
    'trainer',
    ['evaluate', '--model', join(folder, 'train'), '--data', SLICE, '--runtime', 'c'],
    {
      env: { BITPLANE_PROGRAM: join(folder, 'none') },
    },
  );
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain('npx nx run runtime-c:build');
});
