import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { replaceFolder } from './replace-folder';

let parent: string;
let folder: string;

beforeEach(() => {
  parent = temporaryFolder();
  folder = join(parent, 'export');
});

const replace = (files: Record<string, string>, at = folder) =>
  replaceFolder(at, {
    files: new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])),
    replaceable: ['a', 'golden/b'],
  });

test('an earlier folder gives way as a whole', () => {
  replace({ a: 'old', 'golden/b': 'old' });
  replace({ a: 'new' });
  expect(readdirSync(folder)).toEqual(['a']);
  expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('new');
  expect(readdirSync(parent)).toEqual(['export']);
});

test('an empty folder gives way', () => {
  mkdirSync(folder);
  replace({ a: 'new' });
  expect(readdirSync(folder)).toEqual(['a']);
});

test.each([
  ['a folder with anything else', 'export/golden/thesis.tex', /golden\/thesis\.tex/],
  ['a file', 'export', /export: .*got a file; choose another --out/],
])('%s stays: a mistyped --out costs nobody their work', (_, path, message) => {
  mkdirSync(join(parent, path, '..'), { recursive: true });
  writeFileSync(join(parent, path), 'precious');
  expect(() => replace({ a: 'new' })).toThrow(errorLike('E_USAGE', message));
  expect(readFileSync(join(parent, path), 'utf8')).toBe('precious');
  expect(readdirSync(parent)).toEqual(['export']);
});

test('what cannot be written leaves the earlier folder and nothing beside it', () => {
  replace({ a: 'old' });
  expect(() => replace({ a: 'new', 'a/b': 'below a file' })).toThrow(errorLike('E_FILE', /--out/));
  expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('old');
  expect(readdirSync(parent)).toEqual(['export']);
});

test('a place below a file is rejected in words', () => {
  writeFileSync(folder, '');
  expect(() => replace({ a: 'new' }, join(folder, 'below'))).toThrow(errorLike('E_FILE', /cannot write the folder/));
  expect(existsSync(folder)).toBe(true);
});

const inProc = existsSync('/proc/self') ? test : test.skip;
inProc('a place where nobody can make folders is rejected', () => {
  expect(() => replace({ a: 'new' }, '/proc/bitplane-export')).toThrow(errorLike('E_FILE', /--out/));
});

test.each(['SIGINT', 'SIGTERM'])('%s in the middle waits until everything stands', (signal) => {
  const program = `
    const { replaceFolder } = require(${JSON.stringify(join(__dirname, 'replace-folder.ts'))});
    function* files() {
      yield ['a', Buffer.from('first')];
      process.kill(process.pid, '${signal}');
      yield ['golden/b', Buffer.from('second')];
    }
    replaceFolder(${JSON.stringify(folder)}, { files: files(), replaceable: [] });`;
  spawnSync(process.execPath, ['--require', 'tsx/cjs', '--eval', program], { cwd: __dirname });
  expect(readdirSync(parent)).toEqual(['export']);
  expect(readFileSync(join(folder, 'golden/b'), 'utf8')).toBe('second');
});
