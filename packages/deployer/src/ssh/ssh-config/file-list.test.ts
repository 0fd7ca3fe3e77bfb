import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { splitFileList } from './file-list';

let folder: string;
beforeEach(() => void (folder = temporaryFolder()));

test.each([
  ['/k/a /k/b', ['/k/a', '/k/b']],
  ['/k/a b /k/c d', ['/k/a b', '/k/c d']],
  ['/k/a  b', ['/k/a  b']],
  ['none', ['none']],
])('%s', (line, files) => {
  expect(splitFileList(line)).toEqual(files);
});

test('prefers names of files that are there', () => {
  const [plain, spaced] = [join(folder, 'a'), join(folder, 'a /b')];
  writeFileSync(plain, '');
  expect(splitFileList(`${plain} known /k/c`)).toEqual([plain, 'known', '/k/c']);
  expect(splitFileList(`/k/c ${spaced}`)).toEqual(['/k/c', join(folder, 'a'), '/b']);
});
