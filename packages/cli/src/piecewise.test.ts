import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { writePiecewise } from './piecewise';
import { temporaryFolder } from './test-support/temporary-folder';

let folder: string;
beforeEach(() => void (folder = temporaryFolder()));

const bytes = (text: string): Uint8Array => Buffer.from(text);

test('the file appears with all pieces at the end, in folders that are made', async () => {
  const path = join(folder, 'a/b/file');
  const result = await writePiecewise(path, async (append) => {
    append(bytes('one '));
    await Promise.resolve();
    append(bytes('two'));
    expect(readdirSync(join(folder, 'a/b'))).toEqual([`file.part-${hostname()}`]);
    return 2;
  });
  expect([result, readFileSync(path, 'utf8'), readdirSync(join(folder, 'a/b'))]).toEqual([2, 'one two', ['file']]);
});

test('where making fails, the file stays as it was', async () => {
  writeFileSync(join(folder, 'file'), 'before');
  const making = writePiecewise(join(folder, 'file'), (append) => {
    append(bytes('after'));
    throw new Error('no more');
  });
  await expect(making).rejects.toThrow('no more');
  expect([readdirSync(folder), readFileSync(join(folder, 'file'), 'utf8')]).toEqual([['file'], 'before']);
});

test('the part that a killed process left is replaced', async () => {
  writeFileSync(join(folder, `file.part-${hostname()}`), 'a longer text');
  await writePiecewise(join(folder, 'file'), (append) => append(bytes('short')));
  expect([readdirSync(folder), readFileSync(join(folder, 'file'), 'utf8')]).toEqual([['file'], 'short']);
});

test('where it cannot be written, the error names path and advice', async () => {
  mkdirSync(join(folder, 'taken'));
  await expect(writePiecewise(join(folder, 'taken'), () => undefined, 'give another')).rejects.toThrow(
    /^cannot write .*taken: .*; give another$/,
  );
  expect(readdirSync(folder)).toEqual(['taken']);
});
