import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './test-support/temporary-folder';
import {
  appendWhole,
  makeFolder,
  makeWritable,
  readWhole,
  requireWritable,
  writeTogether,
  writeWhole,
} from './whole-files';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

const at = (...names: string[]): string => join(folder, ...names);
const text = (...names: string[]): string => readFileSync(at(...names), 'utf8');

test('writes into folders that are not there yet, and replaces what is', () => {
  writeWhole(at('a/b/file'), 'one', 0o600);
  writeWhole(at('a/b/file'), 'two');
  expect([text('a/b/file'), readdirSync(at('a/b'))]).toEqual(['two', ['file']]);
  expect(statSync(at('a/b/file')).mode & 0o777).toBe(0o600);
});

test('a folder in the place of one file: no file is replaced and nothing is left over', () => {
  mkdirSync(at('b'));
  writeFileSync(at('a'), 'before');
  const files = new Map(['a', 'b', 'c'].map((name) => [at(name), 'after']));
  expect(() => writeTogether(files)).toThrow(`cannot write ${at('b')}: it is a folder, not a file (EISDIR)`);
  expect([text('a'), readdirSync(folder)]).toEqual(['before', ['a', 'b']]);
});

test('a link stays one, with the new content where it leads', () => {
  writeFileSync(at('far'), 'before');
  symlinkSync('far', at('link'));
  writeWhole(at('link'), 'after');
  expect([text('far'), text('link')]).toEqual(['after', 'after']);
});

test('a device stays one', () => {
  writeWhole('/dev/null', 'gone');
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
});

test('a name as long as the disk takes', () => {
  writeWhole(at('x'.repeat(255)), 'here');
  expect(text('x'.repeat(255))).toBe('here');
});

test('reading says the path, whatever is wrong with it', () => {
  expect(() => readWhole(folder)).toThrow(`cannot read ${folder}: it is a folder, not a file (EISDIR)`);
  expect(() => readWhole(at('no'))).toThrow(`cannot read ${at('no')}: there is no such file`);
});

test('what could not be written is known before the work, and trying leaves nothing', () => {
  mkdirSync(at('folder'));
  writeFileSync(at('file'), 'kept');
  for (const path of [folder, at('file/under'), '/proc/file', '/proc/none/file']) {
    expect(() => requireWritable(path, 'give --out')).toThrow(/^cannot write .*; give --out$/);
    expect(() => writeWhole(path, '')).toThrow(/^cannot (write|make the folder) /);
  }
  for (const path of [at('file'), at('new'), at('a/b/new'), '/dev/null']) requireWritable(path, '');
  expect([text('file'), readdirSync(folder)]).toEqual(['kept', ['file', 'folder']]);
  makeWritable(at('a/new'), '');
  expect([readdirSync(folder), readdirSync(at('a'))]).toEqual([['a', 'file', 'folder'], []]);
  expect(() => makeWritable(at('file/under'), 'give --out')).toThrow(/^cannot write .*; give --out$/);
});

test('processes that try one path at the same time do not disturb each other', async () => {
  const numProcesses = 3;
  const script = `
    const { readdirSync, writeFileSync } = require('node:fs');
    const { makeWritable } = require('./whole-files');
    const here = ${JSON.stringify(folder)};
    const cell = new Int32Array(new SharedArrayBuffer(4));
    for (let round = 0; round < 40; round++) {
      writeFileSync(\`\${here}/\${round}-\${process.pid}\`, '');
      while (readdirSync(here).filter((name) => name.startsWith(\`\${round}-\`)).length < ${numProcesses}) {
        Atomics.wait(cell, 0, 0, 1);
      }
      makeWritable(\`\${here}/in-\${round}/file\`, '');
    }`;
  const codes = await Promise.all(
    Array.from({ length: numProcesses }, () => {
      const child = spawn(process.execPath, ['--require', 'tsx/cjs', '--eval', script], {
        cwd: __dirname,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      return new Promise((resolve) => child.on('exit', resolve));
    }),
  );
  expect(codes).toEqual([0, 0, 0]);
});

test('appends', () => {
  appendWhole(at('log'), Buffer.from('one'));
  appendWhole(at('log'), Buffer.from('two'));
  expect(text('log')).toBe('onetwo');
});

test('a folder that cannot be', () => {
  writeFileSync(at('file'), '');
  expect(() => makeFolder(at('file/under'))).toThrow(/cannot make the folder .*: .*(EEXIST|ENOTDIR)/);
  expect(() => makeFolder('/proc/bitplane/under')).toThrow('cannot make the folder /proc/bitplane: ');
});
