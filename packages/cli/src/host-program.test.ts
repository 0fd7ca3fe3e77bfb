import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findHostProgram, requireHostProgram, runHostProgram } from './host-program';

const ENVIRONMENT = { ...process.env };

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'bitplane-host-program-'))));
afterEach(() => {
  process.env = { ...ENVIRONMENT };
  rmSync(folder, { recursive: true });
});

/** Stands for a program that fails, which the real one does only when something is wrong. */
function script(text: string): string {
  const path = join(folder, 'bitplane');
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

test('takes the program that BITPLANE_PROGRAM names, and says so if there is none', () => {
  process.env.BITPLANE_PROGRAM = script('exit 0');
  for (const find of [findHostProgram, requireHostProgram]) expect(find()).toBe(process.env.BITPLANE_PROGRAM);
  process.env.BITPLANE_PROGRAM = join(folder, 'absent');
  expect(findHostProgram).toThrow(/^BITPLANE_PROGRAM: expected the on-board program, found no file .*absent$/);
  expect(requireHostProgram).toThrow(/^no C runtime at .*absent: build it with .*BITPLANE_PROGRAM$/);
});

test('hands on what the program prints, whole, with the arguments and the environment that it is given', () => {
  const program = script('echo "$1 $WORD"; yes | head -c 3000000');
  const { stdout, failure } = runHostProgram(program, ['one'], { ...process.env, WORD: 'two' });
  expect([stdout.slice(0, 8), stdout.length, failure]).toEqual(['one two\n', 3_000_008, null]);
});

test('a failure is the last line that the program wrote to stderr, beside what it had printed', () => {
  const program = script(`echo '{"images":1}'; echo first >&2; echo 'error: m.bpm is cut off' >&2; exit 3`);
  expect(runHostProgram(program, [])).toEqual({ stdout: '{"images":1}\n', failure: 'error: m.bpm is cut off' });
});

test('a program that says nothing, or cannot be started, fails with a reason too', () => {
  expect(runHostProgram(script('exit 3'), ['verify']).failure).toMatch(/^Command failed: .*bitplane verify$/);
  expect(runHostProgram(join(folder, 'absent'), [])).toEqual({
    stdout: '',
    failure: expect.stringMatching(/ENOENT/) as string,
  });
});
