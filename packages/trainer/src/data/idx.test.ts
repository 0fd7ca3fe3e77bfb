import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { thrownBy } from '../test-support/thrown-by';
import { readDataset } from '.';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitplane-idx-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function idx(extents: readonly number[], data: readonly number[]): Buffer {
  const head = Buffer.alloc(4 + 4 * extents.length);
  head.writeUInt32BE(0x0800 + extents.length);
  extents.forEach((extent, i) => head.writeUInt32BE(extent, 4 + 4 * i));
  return Buffer.concat([head, Buffer.from(data)]);
}

const write = (name: string, bytes: Buffer): void => writeFileSync(join(folder, name), bytes);

function writeMnist(): void {
  write('train-images-idx3-ubyte', idx([2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
  write('train-labels-idx1-ubyte', idx([2], [3, 0]));
  write('t10k-images-idx3-ubyte.gz', gzipSync(idx([1, 2, 3], [13, 14, 15, 16, 17, 18])));
  write('t10k-labels-idx1-ubyte.gz', gzipSync(idx([1], [2])));
}

test('reads plain and gzipped files; grey images have one channel', async () => {
  writeMnist();
  const { train, test: held, classes, skipped } = await readDataset(folder);
  expect(train).toMatchObject({ count: 2, height: 2, width: 3, channels: 1 });
  expect([[...train.pixels.subarray(6)], [...train.labels]]).toEqual([
    [7, 8, 9, 10, 11, 12],
    [3, 0],
  ]);
  expect([[...held.pixels], [...held.labels]]).toEqual([[13, 14, 15, 16, 17, 18], [2]]);
  expect([classes, skipped]).toEqual([['0', '1', '2', '3'], []]);
});

test('four dimensions have channels innermost', async () => {
  writeMnist();
  rmSync(join(folder, 't10k-images-idx3-ubyte.gz'));
  rmSync(join(folder, 'train-images-idx3-ubyte'));
  write('train-images-idx4-ubyte', idx([2, 1, 1, 3], [1, 2, 3, 4, 5, 6]));
  write('t10k-images-idx4-ubyte', idx([1, 1, 1, 3], [7, 8, 9]));
  const { train } = await readDataset(folder);
  expect(train).toMatchObject({ count: 2, height: 1, width: 1, channels: 3 });
});

test.each<[string, RegExp, () => void]>([
  ['E_FILE', /train-images.*cut or damaged/, () => write('train-images-idx3-ubyte', idx([2, 2, 3], [1, 2, 3]))],
  ['E_FILE', /train-images.*begins 4749/, () => write('train-images-idx3-ubyte', Buffer.from('GIF89a'))],
  ['E_FILE', /train-images.*begins $|got one that begins/, () => write('train-images-idx3-ubyte', Buffer.alloc(0))],
  ['E_FILE', /expected 2 labels.*got 1/, () => write('train-labels-idx1-ubyte', idx([1], [3]))],
  ['E_FILE', /expected a gzip file/, () => write('t10k-images-idx3-ubyte.gz', Buffer.from('no'))],
  ['E_FILE', /2×3×1 and 3×2×1/, () => write('t10k-images-idx3-ubyte.gz', gzipSync(idx([1, 3, 2], [1, 2, 3, 4, 5, 6])))],
  ['E_MISSING_FILE', /train-labels-idx1-ubyte beside/, () => rmSync(join(folder, 'train-labels-idx1-ubyte'))],
  ['E_MISSING_FILE', /one for testing/, () => rmSync(join(folder, 't10k-images-idx3-ubyte.gz'))],
])('refuses %s %s', async (code, message, damage) => {
  writeMnist();
  damage();
  expect(await thrownBy(() => readDataset(folder))).toMatchObject({
    code,
    message: expect.stringMatching(message) as string,
  });
});

test('a folder without any images names what was looked for', async () => {
  const error = await thrownBy(() => readDataset(folder));
  expect(error).toMatchObject({
    code: 'E_MISSING_FILE',
    message: expect.stringMatching(/npm run setup.*data_batch_1\.bin.*idx3-ubyte.*PNG or JPEG/) as string,
  });
});
