import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/model';
import { thrownBy } from '../test-support/thrown-by';
import { readCifar10 } from './cifar10';

const SLICE = join(workspaceRoot(), 'test/data/cifar10-slice');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitplane-cifar10-'));
  cpSync(SLICE, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

async function expectRefusal(of: string, code: string, message: RegExp): Promise<void> {
  expect(await thrownBy(() => readCifar10(of))).toMatchObject({
    code,
    message: expect.stringMatching(message) as string,
  });
}

test('reads the slice and puts the channels of a pixel side by side', () => {
  const { train, test: testSet, name } = readCifar10(SLICE);
  expect([name, train.count, testSet.count]).toEqual(['CIFAR-10 slice', 400, 200]);
  const records = readFileSync(join(SLICE, 'data_batch_1.bin'));
  const [image, row, column] = [17, 5, 30];
  const planar = [0, 1, 2].map((c) => records[image * 3073 + 1 + c * 1024 + row * 32 + column]);
  const at = ((image * 32 + row) * 32 + column) * 3;
  expect([...train.pixels.subarray(at, at + 3)]).toEqual(planar);
  expect(train.labels[image]).toBe(records[image * 3073]);
});

test('a folder without the files names the command that fetches them', async () => {
  rmSync(join(folder, 'test_batch.bin'));
  await expectRefusal(folder, 'E_MISSING_FILE', /npm run setup/);
  await expectRefusal(join(folder, 'nowhere'), 'E_MISSING_FILE', /npm run setup/);
  await expectRefusal(join(folder, 'data_batch_1.bin'), 'E_MISSING_FILE', /give a folder that has them/);
});

test('a truncated file is refused with its name and size', async () => {
  truncateSync(join(folder, 'test_batch.bin'), 5000);
  await expectRefusal(folder, 'E_FILE', /test_batch\.bin.*3073.*5000/);
});

test('an empty file is refused', async () => {
  truncateSync(join(folder, 'data_batch_1.bin'), 0);
  await expectRefusal(folder, 'E_FILE', /data_batch_1\.bin.*got 0 bytes/);
});

test('a label that no class has is refused with its record', async () => {
  const path = join(folder, 'data_batch_1.bin');
  const bytes = readFileSync(path);
  bytes[3 * 3073] = 10;
  writeFileSync(path, bytes);
  await expectRefusal(folder, 'E_FILE', /data_batch_1\.bin.*got 10 in record 3/);
});

test('images that are not the known ones are refused', async () => {
  const path = join(folder, 'data_batch_1.bin');
  const bytes = readFileSync(path);
  bytes[100] ^= 1;
  writeFileSync(path, bytes);
  await expectRefusal(folder, 'E_CHECKSUM', /SHA-256/);
});

test('a record too many is refused', async () => {
  appendFileSync(join(folder, 'test_batch.bin'), Buffer.alloc(3073));
  await expectRefusal(folder, 'E_CHECKSUM', /SHA-256/);
});
