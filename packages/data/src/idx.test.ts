import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import type { ErrorCode } from '@bitplane/model';
import { readDataset } from '.';
import { pixelsOf } from './test-support/pixels-of';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

function idx(extents: readonly number[], data: readonly number[]): Buffer {
  const head = Buffer.alloc(4 + 4 * extents.length);
  head.writeUInt32BE(0x0800 + extents.length);
  extents.forEach((extent, i) => head.writeUInt32BE(extent, 4 + 4 * i));
  return Buffer.concat([head, Buffer.from(data)]);
}

function write(name: string, bytes: Buffer): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), bytes);
}

function writeMnist(prefix = ''): void {
  write(`${prefix}train-images-idx3-ubyte`, idx([2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
  write(`${prefix}train-labels-idx1-ubyte`, idx([2], [3, 0]));
  write(`${prefix}t10k-images-idx3-ubyte.gz`, gzipSync(idx([1, 2, 3], [13, 14, 15, 16, 17, 18])));
  write(`${prefix}t10k-labels-idx1-ubyte.gz`, gzipSync(idx([1], [2])));
}

test('reads plain and gzipped files; grey images have one channel', async () => {
  writeMnist();
  const { train, test: held, classes, leftOut } = await readDataset(folder);
  expect(train).toMatchObject({ count: 2, height: 2, width: 3, channels: 1 });
  expect([[...pixelsOf(train).subarray(6)], [...train.labels]]).toEqual([
    [7, 8, 9, 10, 11, 12],
    [3, 0],
  ]);
  expect([[...pixelsOf(held)], [...held.labels]]).toEqual([[13, 14, 15, 16, 17, 18], [2]]);
  expect([classes, leftOut]).toEqual([['0', '1', '2', '3'], []]);
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

test.each<[ErrorCode, RegExp, () => void]>([
  ['E_FILE', /train-images.*truncated or damaged/, () => write('train-images-idx3-ubyte', idx([2, 2, 3], [1, 2, 3]))],
  ['E_FILE', /train-images.*starts with 4749/, () => write('train-images-idx3-ubyte', Buffer.from('GIF89a'))],
  [
    'E_FILE',
    /train-images.*starts with $|got one that starts with/,
    () => write('train-images-idx3-ubyte', Buffer.alloc(0)),
  ],
  ['E_FILE', /expected 2 labels.*got 1/, () => write('train-labels-idx1-ubyte', idx([1], [3]))],
  ['E_FILE', /expected a gzip file/, () => write('t10k-images-idx3-ubyte.gz', Buffer.from('no'))],
  ['E_FILE', /2×3×1 and 3×2×1/, () => write('t10k-images-idx3-ubyte.gz', gzipSync(idx([1, 3, 2], [1, 2, 3, 4, 5, 6])))],
  [
    'E_MISSING_FILE',
    /found no train-labels-idx1-ubyte among t10k-images/,
    () => rmSync(join(folder, 'train-labels-idx1-ubyte')),
  ],
  ['E_MISSING_FILE', /found no t10k-images-idx3-ubyte among/, () => rmSync(join(folder, 't10k-images-idx3-ubyte.gz'))],
])('rejects %s %s', async (code, message, damage) => {
  writeMnist();
  damage();
  await expect(readDataset(folder)).rejects.toEqual(errorLike(code, message));
});

test.each([
  ['photos.tar.gz', /an archive: unpack .*photos\.tar\.gz first/],
  ['cifar-10-batches-py/data_batch_1', /for Python, such as .*data_batch_1: fetch the binary version/],
  ['train.csv', /a table, .*train\.csv: write its rows as PNG or IDX files/],
  ['mnist.npz', /arrays, .*mnist\.npz: write them as PNG or IDX files/],
])('%s alone is named, with what to do', async (path, message) => {
  write(path, Buffer.alloc(3));
  await expect(readDataset(folder)).rejects.toEqual(errorLike('E_MISSING_FILE', message));
});

test('a folder without any images names what was looked for', async () => {
  await expect(readDataset(folder)).rejects.toEqual(
    errorLike('E_MISSING_FILE', /npm run setup.*data_batch_1\.bin.*idx3-ubyte.*PNG or JPEG/),
  );
});

test('Kaggle: each file once more in a folder of its name, or there alone', async () => {
  writeMnist();
  const { sha256 } = await readDataset(folder);
  for (const file of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, file));
    const packed = file.replace('.gz', '');
    if (file === packed) renameSync(join(folder, file), join(folder, file.replace('-idx', '.idx')));
    write(join(packed, file), bytes);
  }
  expect((await readDataset(folder)).sha256).toBe(sha256);
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isFile()) rmSync(join(folder, entry.name));
  expect((await readDataset(folder)).sha256).toBe(sha256);
});

test('archives beside their files, as torchvision leaves them below MNIST/raw, are the same files', async () => {
  writeMnist('MNIST/raw/');
  const { sha256 } = await readDataset(folder);
  const file = 'MNIST/raw/train-images-idx3-ubyte';
  write(`${file}.gz`, gzipSync(readFileSync(join(folder, file))));
  expect((await readDataset(folder)).sha256).toBe(sha256);
  write(`${file}.gz`, gzipSync('another'));
  await expect(readDataset(folder)).rejects.toEqual(
    errorLike('E_FILE', /training images, got MNIST\/raw\/train-images-idx3-ubyte and .*\.gz, which differ/),
  );
});

test('several data sets in one folder, or in two, are not chosen among', async () => {
  writeMnist('emnist-letters-');
  expect(await readDataset(folder)).toMatchObject({ train: { count: 2 } });
  writeMnist('emnist-digits-');
  await expect(readDataset(folder)).rejects.toEqual(
    errorLike(
      'E_FILE',
      /got several: emnist-digits-t10k-\S+, emnist-letters-t10k-\S+: move those of one into a folder/,
    ),
  );
  writeMnist('mnist/');
  await expect(readDataset(join(folder, 'mnist'))).resolves.toMatchObject({ name: 'mnist' });
});

test('labels that only test images have are said', async () => {
  writeMnist();
  expect((await readDataset(folder)).remarks).toEqual(['No training image has the labels 2 of test images.']);
});

test('options that leave no choice here are said', async () => {
  writeMnist();
  expect((await readDataset(folder, { imageSize: 48, splitSeed: 7 })).remarks.slice(1)).toEqual([
    '--image-size has no effect here: the images have 2×3 pixels.',
    '--split-seed has no effect here: the data itself says which images are for testing.',
  ]);
});
