import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireWritable, writeOutput } from './write-output';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'bitplane-output-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('trying a place leaves nothing', () => {
  mkdirSync(join(folder, 'there'));
  for (const file of ['a.json', 'there/a.json', 'new/and/deep/a.json']) requireWritable(join(folder, file));
  expect([readdirSync(folder), readdirSync(join(folder, 'there'))]).toEqual([['there'], []]);
});

test('trying a file that is there leaves it', () => {
  writeFileSync(join(folder, 'a.json'), 'old');
  requireWritable(join(folder, 'a.json'));
  expect(existsSync(join(folder, 'a.json'))).toBe(true);
});

test.each([
  ['a folder', (): string => folder],
  ['below a file', () => (writeFileSync(join(folder, 'file'), ''), join(folder, 'file/a.json'))],
  ['of the kernel', () => '/proc/a.json'],
  ['in no folder of the kernel', () => '/proc/none/a.json'],
])('a place that is %s is refused in one line, before and at the end', (_, place) => {
  const file = place();
  for (const attempt of [() => requireWritable(file), () => writeOutput(file, '')])
    expect(attempt).toThrow(/^.* cannot be written \(.*\): choose another with --out$/);
});
