import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../places.mjs';
import { requireCifar10, hasCifar10, readLabels } from './record-files.mjs';

const slice = join(root, 'test/data/cifar10-slice');

test('the committed slice has 40 and 20 images of each class', () => {
  for (const [name, count] of [
    ['data_batch_1.bin', 40],
    ['test_batch.bin', 20],
  ]) {
    const labels = readLabels(join(slice, name));
    for (let label = 0; label < 10; label++) assert.equal(labels.filter((other) => other === label).length, count);
  }
  assert.deepEqual([...readLabels(join(slice, 'data_batch_1.bin')).subarray(0, 4)], [6, 9, 9, 4]);
});

test('a folder that does not hold the whole set is rejected', async () => {
  assert.equal(hasCifar10(slice), false);
  await assert.rejects(requireCifar10(slice), /expected to hold data_batch_1\.bin, .* of 30730000 bytes each/);
});
