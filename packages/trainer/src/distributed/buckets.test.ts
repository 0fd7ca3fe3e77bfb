import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { fill, layOut, tensorsOf } from './buckets';

beforeAll(loadBackend);

const SHAPES = [[3, 2], [4], [], [10]];

test('variables go into a bucket until it is full; a larger one has a bucket for itself', () => {
  const buckets = layOut(SHAPES, 10);
  expect(buckets.map(({ pieces }) => pieces.map(({ variable }) => variable))).toEqual([[0, 1], [2], [3]]);
  expect(layOut([[20], [1]], 10).map(({ values }) => values.length)).toEqual([20, 1]);
  expect(layOut([], 10)).toEqual([]);
});

test('what was filled in comes back as tensors of the same shapes', () => {
  const tensors = SHAPES.map((shape, i) => tf.fill(shape, i + 1));
  const buckets = layOut(SHAPES, 10);
  fill(buckets, tensors);
  expect(buckets[0].values).toEqual(Float32Array.of(1, 1, 1, 1, 1, 1, 2, 2, 2, 2));
  const back = tensorsOf(buckets);
  expect(back.map(({ shape }) => shape)).toEqual(SHAPES);
  expect(back.map((tensor) => [...tensor.dataSync()])).toEqual(tensors.map((tensor) => [...tensor.dataSync()]));
});
