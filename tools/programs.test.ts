// Programs that are run to their end: what they print, and what becomes of them when the user wants an end.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorLike, scriptProgram, temporaryFolder } from '@bitplane/cli/test-support';
import { runToEnd } from './programs';

jest.setTimeout(30_000);

let folder: string;
beforeEach(() => void (folder = temporaryFolder()));

test('both streams and the exit code come back, with the environment and the folder that were given', async () => {
  const program = scriptProgram(folder, 'echo "$1 $WORD"; pwd; echo oh >&2; exit 3');
  const running = { name: 'it', cwd: '/', env: { WORD: 'two' } };
  expect(await runToEnd(program, ['one'], running)).toEqual({ exitCode: 3, stdout: 'one two\n/\n', stderr: 'oh\n' });
});

test('a program that is not there is an error', async () => {
  await expect(runToEnd(join(folder, 'none'), [], { name: 'it' })).rejects.toMatchObject({ code: 'ENOENT' });
});

test('one that ends as after Ctrl-C ends us in the same way', async () => {
  const ended = runToEnd(scriptProgram(folder, 'exit 130'), [], { name: 'it' });
  await expect(ended).rejects.toEqual(errorLike('E_INTERRUPTED', /^it was interrupted/));
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends the program and is one line and exit code 130', async (signal) => {
  // A front door of its own: the signal is for the whole process.
  const sleeper = scriptProgram(
    folder,
    `trap 'echo "$1" > ${folder}/ended; exit 0' INT TERM; echo ready; while :; do sleep 0.1; done`,
  );
  const door = `
    const { superviseCommandLine } = require('@bitplane/cli');
    const { runToEnd } = require(${JSON.stringify(join(__dirname, 'programs.ts'))});
    superviseCommandLine(() => runToEnd(${JSON.stringify(sleeper)}, ['by signal'], { name: 'sleeper', isShown: true }));`;
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', '-e', door], { cwd: __dirname });
  let errors = '';
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  child.stdout.once('data', () => child.kill(signal));
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(130);
  expect(errors).toBe('error (E_INTERRUPTED): sleeper was interrupted; run the same command again to continue\n');
  expect(readFileSync(join(folder, 'ended'), 'utf8')).toBe('by signal\n');
});
