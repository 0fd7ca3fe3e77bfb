import { join } from 'node:path';
import { findHostProgram, requireHostProgram, runHostProgram } from './host-program';
import { scriptProgram } from './test-support/script-program';
import { temporaryFolder } from './test-support/temporary-folder';

const ENVIRONMENT = { ...process.env };

let folder: string;
beforeEach(() => void (folder = temporaryFolder()));
afterEach(() => void (process.env = { ...ENVIRONMENT }));

test('takes the program that BITPLANE_PROGRAM names, and says so if there is none', () => {
  process.env.BITPLANE_PROGRAM = scriptProgram(folder, 'exit 0');
  for (const find of [findHostProgram, requireHostProgram]) expect(find()).toBe(process.env.BITPLANE_PROGRAM);
  process.env.BITPLANE_PROGRAM = join(folder, 'absent');
  expect(findHostProgram).toThrow(/^BITPLANE_PROGRAM: expected the on-board program, found no file .*absent$/);
  expect(requireHostProgram).toThrow(/^no C runtime at .*absent: build it with .*BITPLANE_PROGRAM$/);
});

test('hands on what the program prints, whole, with the arguments and the environment that it is given', () => {
  const program = scriptProgram(folder, 'echo "$1 $WORD"; yes | head -c 3000000');
  const { stdout, failure } = runHostProgram(program, ['one'], { ...process.env, WORD: 'two' });
  expect([stdout.slice(0, 8), stdout.length, failure]).toEqual(['one two\n', 3_000_008, null]);
});

test('a failure is the last line that the program wrote to stderr, beside what it had printed', () => {
  const program = scriptProgram(
    folder,
    `echo '{"images":1}'; echo first >&2; echo 'error: m.bpm is cut off' >&2; exit 3`,
  );
  expect(runHostProgram(program, [])).toEqual({ stdout: '{"images":1}\n', failure: 'error: m.bpm is cut off' });
});

test('a program that says nothing, or cannot be started, fails with a reason too', () => {
  expect(runHostProgram(scriptProgram(folder, 'exit 3'), ['verify']).failure).toMatch(
    /^Command failed: .*bitplane verify$/,
  );
  expect(runHostProgram(join(folder, 'absent'), [])).toEqual({
    stdout: '',
    failure: expect.stringMatching(/ENOENT/) as string,
  });
});
