import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getSystemErrorMap, getSystemErrorName } from 'node:util';
import { systemFailure } from './system-failure';
import { temporaryFolder } from './test-support/temporary-folder';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

const failureOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    const failure = systemFailure(error);
    return `${failure?.code} ${failure?.message.replaceAll(folder, '…')}`;
  }
  throw new Error('expected it to fail');
};

test('what was tried, on which path, why and what to do', () => {
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'full/of'), { recursive: true });
  symlinkSync('circle', join(folder, 'circle'));
  expect(failureOf(() => readFileSync(join(folder, 'no')))).toBe(
    'E_MISSING_FILE cannot open …/no: there is no such file or folder (ENOENT); check the path',
  );
  expect(failureOf(() => readdirSync(join(folder, 'file')))).toBe(
    'E_FILE cannot list the folder …/file: a part of the path is a file, not a folder (ENOTDIR); check the path',
  );
  expect(failureOf(() => mkdirSync(join(folder, 'full')))).toMatch(
    /^E_FILE cannot make the folder …\/full: .*\(EEXIST\)/,
  );
  expect(failureOf(() => renameSync(join(folder, 'file'), join(folder, 'full')))).toMatch(
    /^E_FILE cannot rename …\/file to …\/full: it is a folder, not a file \(EISDIR\)/,
  );
  expect(failureOf(() => readFileSync(join(folder, 'circle')))).toMatch(/circle: its symbolic links form a loop/);
  expect(failureOf(() => readFileSync(join(folder, 'x'.repeat(300))))).toMatch(/the name is too long \(ENAMETOOLONG\)/);
});

test('a read that says no path says at least what was wrong', () => {
  expect(failureOf(() => readFileSync(folder))).toBe(
    'E_FILE cannot read a file: it is a folder, not a file (EISDIR); give the path of a file',
  );
});

test('a program that is not there', () => {
  const { error } = spawnSync('bitplane-no-such-program');
  expect(systemFailure(error)).toMatchObject({
    code: 'E_SETUP',
    message:
      'cannot start bitplane-no-such-program: there is no such program (ENOENT); install it; "npm run doctor" says how',
  });
});

test('a user id without a name, and a folder that is gone', () => {
  const failed = (syscall: string) => Object.assign(new Error(), { code: 'ENOENT', errno: -2, syscall });
  expect(systemFailure(failed('uv_os_get_passwd'))?.message).toMatch(
    /name of the user: this user id has none \(ENOENT\)/,
  );
  expect(systemFailure(failed('uv_cwd'))?.message).toMatch(/^cannot start in the current folder: it was removed/);
});

test('every code of the system makes one line with advice', () => {
  for (const errno of getSystemErrorMap().keys()) {
    const code = getSystemErrorName(errno);
    const error = Object.assign(new Error(code), { code, errno, syscall: 'open', path: '/some/file' });
    expect(systemFailure(error)?.message).toMatch(new RegExp(`^cannot open /some/file: [^;]+ \\(${code}\\); \\S.*$`));
  }
});

test('other errors are none of the system', () => {
  for (const error of [new TypeError('oops'), 'oops', undefined, null]) expect(systemFailure(error)).toBeNull();
});
