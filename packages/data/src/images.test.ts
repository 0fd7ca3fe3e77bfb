import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { readCifar10 } from './cifar10';
import { relabel, sliceImages, toRecords } from './images';

const SLICE = join(workspaceRoot(), 'test/data/cifar10-slice');

test("CIFAR-10's images become the records that they were", () => {
  const records = readFileSync(join(SLICE, 'test_batch.bin'));
  expect(Buffer.from(toRecords(readCifar10(SLICE).test)).equals(records)).toBe(true);
});

test('any size becomes records: a label, then a plane per channel', () => {
  const images = { count: 2, height: 1, width: 3, channels: 2, labels: Uint8Array.of(7, 9) };
  const pixels = Uint8Array.of(1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60);
  expect([...toRecords({ ...images, pixels })]).toEqual([7, 1, 2, 3, 10, 20, 30, 9, 4, 5, 6, 40, 50, 60]);
});

test('labels are brought into another order', () => {
  const { test: images, classes } = readCifar10(SLICE);
  const turned = relabel(images, classes, [...classes].reverse());
  expect([...turned.labels]).toEqual([...images.labels].map((label) => 9 - label));
});

test('a slice ends where the images do', () => {
  const images = readCifar10(SLICE).test;
  expect(sliceImages(images, 198, 300)).toMatchObject({ count: 2, labels: images.labels.subarray(198) });
});
