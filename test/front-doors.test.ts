// What a new user tries next: help, wrong flags, missing files, in each front door, directly and through Nx.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/model';
import { runDoor, runNx } from './command-line';

const DOORS = [
  ['trainer', 'train'],
  ['trainer', 'evaluate'],
  ['trainer', 'summary'],
  ['converter', 'export'],
  ['converter', 'verify'],
  ['deployer', 'push'],
  ['deployer', 'bench'],
  ['deployer', 'compare'],
] as const;

let folder: string;
let env: NodeJS.ProcessEnv;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitplane-doors-'));
  env = { BITPLANE_OUT: join(folder, 'out') };
});

afterAll(() => rmSync(folder, { recursive: true }));

jest.setTimeout(120_000);

test.each(DOORS)('%s %s explains itself', async (door, command) => {
  const { exitCode, stdout } = await runDoor(door, [command, '--help'], { env });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Usage:');
  expect(stdout).toMatch(/--[a-z-]+/);
});

test.each(DOORS)('%s %s refuses an unknown option in one line', async (door, command) => {
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
