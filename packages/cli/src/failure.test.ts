import { spawnSync } from 'node:child_process';
import { BitplaneError } from '@bitplane/model';
import { failureExitCode, failureLine } from './failure';

test('an error of ours is one line with its code', () => {
  expect(failureLine(new BitplaneError('E_FILE', 'a.bpm: expected more'))).toBe('error (E_FILE): a.bpm: expected more');
});

test('an error of the system is one line too', () => {
  const error = Object.assign(new Error('oops'), { code: 'ENOSPC', errno: -28, syscall: 'open', path: '/disk/file' });
  expect(failureLine(error)).toMatch(/^error \(E_FILE\): cannot open \/disk\/file: the disk is full \(ENOSPC\); .*$/);
});

test('a package that is missing asks for the set-up; a file of ours is a fault', () => {
  const missing = (name: string) =>
    Object.assign(new Error(`Cannot find module '${name}'\nRequire stack:`), { code: 'MODULE_NOT_FOUND' });
  expect(failureLine(missing('zod'))).toBe(`error (E_SETUP): Cannot find module 'zod': run "npm run setup" first`);
  expect(failureLine(missing('./own'))).toMatch(/^internal error/);
});

test('a fault of the program keeps its stack', () => {
  expect(failureLine(new TypeError('oops'))).toMatch(/^internal error, please report it: TypeError: oops\n +at /);
  for (const value of ['oops', undefined])
    expect(failureLine(value)).toBe(`internal error, please report it: ${value}`);
});

test.each([
  [new BitplaneError('E_USAGE', ''), 2],
  [new BitplaneError('E_INTERRUPTED', ''), 130],
  [new BitplaneError('E_FILE', ''), 1],
  [new TypeError(''), 1],
])('exit code of %s is %i', (error, code) => {
  expect(failureExitCode(error)).toBe(code);
});

test('a command line may have exit codes of its own', () => {
  const codes = ['E_HOST', 'E_FILE', 'E_USAGE'] as const;
  expect(codes.map((code) => failureExitCode(new BitplaneError(code, ''), { E_HOST: 10 }))).toEqual([10, 1, 2]);
});

describe('a supervised command line', () => {
  const supervise = (body: string, end = ''): { status: number | null; stderr: string } => {
    const program = `const { superviseCommandLine } = require('./failure'); superviseCommandLine(async () => { ${body} });`;
    const script = `"$0" --require tsx/cjs --eval "$1" ${end}`;
    const shell = ['-o', 'pipefail', '-c', script, process.execPath, program];
    return spawnSync('bash', shell, { cwd: __dirname, encoding: 'utf8' });
  };

  test('says an error that no promise carries in one line', () => {
    const { status, stderr } = supervise(`require('node:fs').createWriteStream('/no/such/log')`);
    expect(stderr).toMatch(/^error \(E_MISSING_FILE\): cannot open \/no\/such\/log: .*\n$/);
    expect(status).toBe(1);
  });

  test('ends without a word when its reader has gone', () => {
    const { status, stderr } = supervise(
      `for (let turn = 0; turn < 1000; turn++) { console.log('line'); await new Promise(setImmediate); }`,
      '| head -n 1',
    );
    expect([status, stderr]).toEqual([141, '']);
  });
});
