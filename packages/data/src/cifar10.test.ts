import { appendFileSync, cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import type { ErrorCode } from '@bitplane/model';
import { readDataset } from '.';
import { readCifar10 } from './cifar10';
import { pixelsOf } from './test-support/pixels-of';
import { writePhoto } from './test-support/photo-folders';

const SLICE = join(workspaceRoot(), 'test/data/cifar10-slice');
let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
  cpSync(SLICE, folder, { recursive: true });
});

const expectRejection = (of: string, code: ErrorCode, message: RegExp): Promise<void> =>
  expect(readCifar10(of)).rejects.toEqual(errorLike(code, message));

test('reads the slice and puts the channels of a pixel side by side', async () => {
  const { train, test: testSet, name } = await readCifar10(SLICE);
  expect([name, train.count, testSet.count]).toEqual(['CIFAR-10 slice', 400, 200]);
  const records = readFileSync(join(SLICE, 'data_batch_1.bin'));
  const [image, row, column] = [17, 5, 30];
  const planar = [0, 1, 2].map((c) => records[image * 3073 + 1 + c * 1024 + row * 32 + column]);
  const at = ((image * 32 + row) * 32 + column) * 3;
  expect([...pixelsOf(train).subarray(at, at + 3)]).toEqual(planar);
  expect(train.labels[image]).toBe(records[image * 3073]);
});

test('a folder without the files names the command that fetches them', async () => {
  rmSync(join(folder, 'test_batch.bin'));
  await expectRejection(folder, 'E_MISSING_FILE', /npm run setup/);
  await expectRejection(join(folder, 'nowhere'), 'E_MISSING_FILE', /npm run setup/);
  await expectRejection(join(folder, 'data_batch_1.bin'), 'E_MISSING_FILE', /give a folder that has them/);
});

test('a truncated file is rejected with its name and size', async () => {
  truncateSync(join(folder, 'test_batch.bin'), 5000);
  await expectRejection(folder, 'E_FILE', /test_batch\.bin.*3073.*5000/);
});

test('an empty file is rejected', async () => {
  truncateSync(join(folder, 'data_batch_1.bin'), 0);
  await expectRejection(folder, 'E_FILE', /data_batch_1\.bin.*got 0 bytes/);
});

test('a label that no class has is rejected with its record', async () => {
  const path = join(folder, 'data_batch_1.bin');
  const bytes = readFileSync(path);
  bytes[3 * 3073] = 10;
  writeFileSync(path, bytes);
  await expectRejection(folder, 'E_FILE', /data_batch_1\.bin.*got 10 in record 3/);
});

test('images that are not the known ones are rejected', async () => {
  const path = join(folder, 'data_batch_1.bin');
  const bytes = readFileSync(path);
  bytes[100] ^= 1;
  writeFileSync(path, bytes);
  await expectRejection(folder, 'E_CHECKSUM', /SHA-256/);
});

test('a record too many is rejected', async () => {
  appendFileSync(join(folder, 'test_batch.bin'), Buffer.alloc(3073));
  await expectRejection(folder, 'E_CHECKSUM', /SHA-256/);
});

test('the files are found below a folder that holds them, but not chosen among two', async () => {
  for (const name of ['one', 'two']) cpSync(SLICE, join(folder, 'unpacked', name), { recursive: true });
  for (const file of ['data_batch_1.bin', 'test_batch.bin']) rmSync(join(folder, file));
  await expect(readDataset(folder)).rejects.toEqual(errorLike('E_FILE', /got unpacked\/one, unpacked\/two: give one/));
  rmSync(join(folder, 'unpacked/two'), { recursive: true });
  expect((await readDataset(folder)).name).toBe('CIFAR-10 slice');
});

test('files of CIFAR-10 among photos are not chosen silently', async () => {
  cpSync(SLICE, join(folder, 'cats'), { recursive: true });
  await writePhoto(join(folder, 'cats/1.png'), [1, 2, 3]);
  await expect(readDataset(folder)).rejects.toEqual(
    errorLike('E_FILE', /one kind of images, got CIFAR-10.*and one folder of/),
  );
});
