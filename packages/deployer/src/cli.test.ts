// The command line as a user starts it: exit codes, one line of error, a clean end by a signal.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptProgram, temporaryFolder } from '@bitplane/cli/test-support';
import { isRunning } from './test-support/processes';
import { vectors } from './test-support/pushed-model';

let folder: string;
beforeEach(() => void (folder = temporaryFolder()));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[]) {
  const env = { ...process.env, BITPLANE_CACHE: join(folder, 'cache'), BITPLANE_OUT: join(folder, 'out') };
  const child = spawn(process.execPath, [join(__dirname, '../bin/bitplane-deployer.js'), ...args], { env });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => (output.stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output.stderr += data.toString()));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, ...output })));
  return { child, ended };
}

test.each([
  [[], 'expected a command'],
  [['push', '--no-such-option'], '--no-such-option'],
  [['bench', '--repeats', 'many'], 'whole number'],
  [['bench', '--threads', '0'], 'whole number'],
  [['push', '--host', 'pi', '--host', 'pi2'], 'once per board'],
  [['pusch'], 'push'],
])('%j is a wrong command line: exit code 2, one line', async (args, words) => {
  const { code, stdout, stderr } = await start(args).ended;
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^error \(E_USAGE\): .*--help"\n$/);
  expect(stderr).toContain(words);
});

test('--help explains and succeeds', async () => {
  const { code, stdout } = await start(['push', '--help']).ended;
  expect(code).toBe(0);
  expect(stdout).toContain('--ssh-config <file>');
  expect(stdout).toContain('--accept-new');
});

test('a signal ends the program on the board, leaves no report, and gives exit code 130', async () => {
  const program = scriptProgram(folder, 'echo $$ > pid; exec sleep 60');
  const { child, ended } = start([
    'push',
    '--network',
    'random',
    '--export',
    vectors('random-166'),
    '--program',
    program,
  ]);
  const pidFile = join(folder, 'cache/local-board/home/pid');
  for (let i = 0; i < 200 && !existsSync(pidFile); i++) await new Promise((resolve) => setTimeout(resolve, 100));
  child.kill('SIGTERM');
  const { code, stderr } = await ended;
  expect(code).toBe(130);
  expect(stderr).toMatch(/^error \(E_INTERRUPTED\): [^\n]*\n$/);
  expect(isRunning(readFileSync(pidFile, 'utf8').trim())).toBe(false);
  expect(existsSync(join(folder, 'out'))).toBe(false);
  // The built-in server takes its ssh_config away; keys and disk stay.
  expect(readdirSync(join(folder, 'cache/local-board')).sort()).toEqual(['home', 'host_ed25519', 'id_ed25519']);
});
