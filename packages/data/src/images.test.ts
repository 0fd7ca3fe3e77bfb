import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { readCifar10 } from './cifar10';
import { imagesInMemory, pickImages, relabel, sliceImages, toRecords } from './images';
import { pixelsOf } from './test-support/pixels-of';

const SLICE = join(workspaceRoot(), 'test/data/cifar10-slice');

test("CIFAR-10's images become the records that they were", async () => {
  const records = readFileSync(join(SLICE, 'test_batch.bin'));
  expect(Buffer.from(toRecords((await readCifar10(SLICE)).test)).equals(records)).toBe(true);
});

test('any size becomes records: a label, then a plane per channel', () => {
  const images = { count: 2, height: 1, width: 3, channels: 2, labels: Uint8Array.of(7, 9) };
  const pixels = Uint8Array.of(1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60);
  expect([...toRecords(imagesInMemory({ ...images, pixels }))]).toEqual([
    7, 1, 2, 3, 10, 20, 30, 9, 4, 5, 6, 40, 50, 60,
  ]);
});

test('labels are brought into another order', async () => {
  const { test: images, classes } = await readCifar10(SLICE);
  const turned = relabel(images, classes, [...classes].reverse());
  expect([...turned.labels]).toEqual([...images.labels].map((label) => 9 - label));
});

test('a slice ends where the images do', async () => {
  const images = (await readCifar10(SLICE)).test;
  expect(sliceImages(images, 198, 300)).toMatchObject({ count: 2, labels: images.labels.subarray(198) });
});

test('parts of a set are its images, without a copy', async () => {
  const images = (await readCifar10(SLICE)).test;
  const pixels = pixelsOf(images);
  const [first, second] = [150, 160].map((i) => pixels.subarray(i * 3072, (i + 1) * 3072));
  expect(Buffer.compare(pixelsOf(pickImages(images, Uint32Array.of(160, 150))), Buffer.concat([second, first]))).toBe(
    0,
  );
  const part = sliceImages(pickImages(images, Uint32Array.of(7, 160, 150)), 1, 9);
  expect(Buffer.compare(pixelsOf(part), Buffer.concat([second, first]))).toBe(0);
  expect([...part.labels]).toEqual([images.labels[160], images.labels[150]]);
});
