import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../../backend';
import { columnsOf, cutStripes, layOutColumns, tensorsOfColumns } from './columns';

beforeAll(loadBackend);

test('kernels are columns of their last axis, depthwise ones of their channels; short columns are the rest', () => {
  const { matrices, rest, lengths, size } = layOutColumns([
    [3, 3, 2, 4],
    [4],
    [1, 1, 4],
    [5, 5, 3, 1],
    [20, 2],
    [4, 4],
  ]);
  expect(matrices.map(({ variable, rows, columns }) => [variable, rows, columns])).toEqual([
    [0, 18, 4],
    [3, 25, 3],
    [4, 20, 2],
  ]);
  expect(rest).toEqual([1, 2, 5]);
  expect(lengths).toEqual([18, 18, 18, 18, 25, 25, 25, 20, 20]);
  expect(size).toBe(72 + 75 + 40);
});

test('numbers go column by column, and come back', () => {
  const layout = layOutColumns([[17, 2], [3], [4, 4, 2, 1]]);
  const tensors = [tf.range(0, 34).reshape([17, 2]), tf.zeros([3]), tf.range(100, 132).reshape([4, 4, 2, 1])];
  const values = columnsOf(layout, tensors);
  expect([...values.subarray(0, 17)]).toEqual(Array.from({ length: 17 }, (_, row) => 2 * row));
  expect([...values.subarray(34, 36)]).toEqual([100, 102]);
  const back = tensorsOfColumns(layout, values);
  expect(back.map((tensor) => tensor.shape)).toEqual([tensors[0].shape, tensors[2].shape]);
  expect([...back[0].dataSync()]).toEqual([...tensors[0].dataSync()]);
  expect([...back[1].dataSync()]).toEqual([...tensors[2].dataSync()]);
});

test.each([
  [[10, 10, 10, 10], 2, [2, 2]],
  [[100, 10, 10], 2, [1, 2]],
  [[10, 10], 3, [1, 0, 1]],
  [[], 2, [0, 0]],
  [[7], 4, [0, 0, 1, 0]],
])('columns %j are cut for %i ranks into %j whole ones', (lengths, size, expected) => {
  const stripes = cutStripes(lengths, size);
  expect(stripes.map((stripe) => stripe.lengths.length)).toEqual(expected);
  expect(stripes.flatMap((stripe) => stripe.lengths)).toEqual(lengths);
  let end = 0;
  for (const stripe of stripes) {
    expect(stripe.begin).toBe(end);
    end += stripe.lengths.reduce((sum, length) => sum + length, 0);
    expect(stripe.end).toBe(end);
  }
});
