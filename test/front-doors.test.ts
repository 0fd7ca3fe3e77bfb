// What a new user tries next: help, wrong flags, missing files, in each front door, directly and through Nx.
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { runCommand, runDoor, runNx, type Outcome } from './test-support/command-line';

const DOORS = [
  ['trainer', 'train'],
  ['trainer', 'evaluate'],
  ['trainer', 'summary'],
  ['converter', 'export'],
  ['converter', 'verify'],
  ['converter', 'run'],
  ['converter', 'inspect'],
  ['deployer', 'push'],
  ['deployer', 'bench'],
  ['deployer', 'compare'],
] as const;

type Door = Parameters<typeof runDoor>[0];

let folder: string;
let env: NodeJS.ProcessEnv;

beforeAll(() => {
  folder = temporaryFolder();
  env = { BITPLANE_OUT: join(folder, 'out') };
});

jest.setTimeout(120_000);

test.each(DOORS)('%s %s explains itself', async (door, command) => {
  const { exitCode, stdout } = await runDoor(door, [command, '--help'], { env });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Usage:');
  expect(stdout).toMatch(/--[a-z-]+/);
});

test.each(DOORS)('%s %s rejects an unknown option in one line', async (door, command) => {
  const { exitCode, stderr } = await runDoor(door, [command, '--no-such-option'], { env });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--no-such-option');
  expect(stderr).not.toMatch(/^\s+at /m);
});

test.each([
  ['converter', ['export'], 'trainer:train'],
  ['converter', ['verify'], 'converter:export'],
  ['trainer', ['evaluate'], 'trainer:train'],
  ['deployer', ['push'], 'converter:export'],
  ['deployer', ['compare'], 'deployer:push'],
] as const)('%s %s without its input names the command to run first', async (door, args, next) => {
  const { exitCode, stderr } = await runDoor(door, args, { env });
  expect(exitCode).toBe(1);
  expect(stderr).toContain(next);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test.each([
  ['trainer', ['evaluate']],
  ['converter', ['export']],
  ['converter', ['verify']],
  ['converter', ['check']],
  ['deployer', ['push']],
  ['deployer', ['bench']],
] as const)('%s %s --network FILE means the results called by its base name', async (door, command) => {
  const file = join(workspaceRoot(), 'packages/trainer/examples/my-network.ts');
  const { exitCode, stderr } = await runDoor(door, [...command, '--network', file], { env });
  expect(exitCode).toBe(1);
  expect(stderr).toContain(join(folder, 'out/my-network'));
});

test('a failed command leaves nothing behind', () => {
  expect(readdirSync(folder)).toEqual([]);
});

/** What exists, but is not what is asked for: a folder for a file, a file for a folder, a device. */
const MISTAKEN: readonly [Door, string[], RegExp][] = [
  ['trainer', ['train', '--data', 'package.json'], /expected a folder of images, got a file/],
  [
    'trainer',
    ['train', '--data', 'test/data/cifar10-slice', '--out', 'package.json'],
    /cannot write into the folder .*package\.json/,
  ],
  [
    'trainer',
    ['train', '--data', 'test/data/cifar10-slice', '--out', '/proc/run'],
    /cannot write into the folder \/proc\/run/,
  ],
  [
    'trainer',
    ['train', '--data', 'test/data/cifar10-slice', '--recipe', 'docs/report.schema.json'],
    /report\.schema\.json/,
  ],
  ['trainer', ['train', '--data', 'test/data/cifar10-slice', '--limit', '0'], /--limit/],
  ['trainer', ['train', '--data', 'test/data/cifar10-slice', '--validation', '400'], /below the 400 training images/],
  ['trainer', ['evaluate', '--model', 'zoo'], /no model\.json in/],
  ['trainer', ['summary', '--model', 'package.json'], /no model\.json in/],
  ['trainer', ['zoo', '--zoo', 'docs'], /expected folders with card\.json/],
  ['converter', ['export', '--model', 'package.json'], /package\.json/],
  ['converter', ['export', '--model', 'zoo/reference-2bit', '--out', 'docs'], /an earlier export/],
  ['converter', ['export', '--model', 'zoo/reference-2bit', '--images', 'docs'], /cannot read .*docs: it is a folder/],
  ['converter', ['verify', '--export', 'zoo'], /converter:export/],
  ['deployer', ['push', '--export', 'docs'], /expected model\.bpm in/],
  ['deployer', ['compare', 'docs'], /expected reports in docs, found none: .*deployer:push/],
  ['deployer', ['compare', 'package.json'], /expected a report/],
];

test.each(MISTAKEN)('%s %j is one line that helps', async (door, args, message) => {
  const { exitCode, stderr } = await runDoor(door, args, { env });
  const errors = stderr.split('\n').filter((line) => line.startsWith('error ('));
  expect(errors).toEqual([expect.stringMatching(message)]);
  expect(stderr).not.toMatch(/internal error|^\s+at /m);
  expect([1, 2]).toContain(exitCode);
});

test('a relative path counts from the folder in which the user stands', async () => {
  writeFileSync(join(folder, 'model.json'), '{"not": "a model"}');
  const { exitCode, stderr } = await runDoor('converter', ['export', '--model', '.', '--out', 'made'], {
    env,
    cwd: folder,
  });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('model.json');
  expect(readdirSync(folder)).toEqual(['model.json']);
});

test('two runs in one folder: the second says which process the first is', async () => {
  const args = ['train', '--data', 'test/data/cifar10-slice', '--recipe', 'quickstart', '--network', 'reference-plus'];
  const run = [...args, '--epochs', '500', '--out', join(folder, 'run'), '--overwrite'];
  let second: Promise<Outcome> | null = null;
  const first = await runDoor('trainer', run, {
    env,
    onOutput(text, kill) {
      if (second !== null || !text.includes('Training ')) return;
      second = runDoor('trainer', run, { env }).finally(() => kill('SIGINT'));
    },
  });
  expect(first.exitCode).toBe(130);
  const { exitCode, stderr } = await second!;
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/error \(E_USAGE\): process \d+ is working in .*: wait until it ends, or give another folder/);
  rmSync(join(folder, 'run'), { recursive: true });
});

test.each(['trainer:train', 'converter:export', 'deployer:push', 'deployer:compare'])(
  'nx run %s explains itself',
  async (target) => {
    const { exitCode, stdout } = await runNx(target, ['--', '--help'], { env });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Usage:');
  },
);

test('options reach the script through Nx, and its failure comes back', async () => {
  const { exitCode, stdout, stderr } = await runNx('deployer:push', ['--host', 'local', '--network', 'nowhere'], {
    env,
  });
  expect(exitCode).toBe(1);
  expect(stdout + stderr).toContain('nowhere');
});

test.each([['trainer:summary', '--network'], ['converter:export', '--model'], ['deployer:compare']])(
  'words reach %s through Nx as they were typed',
  async (target, ...option) => {
    const word = `my "odd" $HOME * it's`;
    const { exitCode, stdout, stderr } = await runNx(target, [...option, join(folder, word, 'none.json')], { env });
    expect(exitCode).toBe(1);
    expect(stdout + stderr).toMatch(/error \(E_\w+\)/);
    // Nx prints the command line as well; the error names the file once more.
    expect((stdout + stderr).split(word).length).toBeGreaterThan(2);
  },
);

test.each([
  ['every package is missing', false],
  ['one package is missing, as after a pull', true],
])('a door says what to run where %s', async (_, hasOthers) => {
  const clone = mkdtempSync(join(folder, 'clone-'));
  for (const part of ['bin', 'src']) mkdirSync(join(clone, part));
  if (hasOthers) symlinkSync(join(workspaceRoot(), 'node_modules'), join(clone, 'node_modules'));
  copyFileSync(join(workspaceRoot(), 'packages/trainer/bin/bitplane-trainer.js'), join(clone, 'bin/door.js'));
  writeFileSync(join(clone, 'src/cli.ts'), "import '@bitplane/newer';\n");
  const { exitCode, stderr } = await runCommand(process.execPath, [join(clone, 'bin/door.js')]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^error \(E_SETUP\): [^\n]* run "npm run setup" first\n$/);
});
