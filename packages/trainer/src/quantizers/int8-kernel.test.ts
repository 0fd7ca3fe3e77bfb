import * as tf from '@tensorflow/tfjs';
import { quantizeInt8, randomFor } from '@bitplane/model';
import { loadBackend } from '../backend';
import { int8Kernel } from './int8-kernel';

beforeAll(loadBackend);

/** One 1×1 filter of these channels. */
const oneFilter = (weights: number[]): tf.Tensor4D => tf.tensor4d(weights, [1, 1, weights.length, 1]);

test('rounds halves to even, keeps the largest at ±127, and leaves zero filters alone', () => {
  expect([...int8Kernel(oneFilter([127, -1.5, 0.5, 1.5, 2.5, 1e-3])).dataSync()]).toEqual([127, -2, 0, 2, 2, 0]);
  expect([...int8Kernel(oneFilter([-1, 0, 1])).dataSync()]).toEqual(
    [-1, 0, 1].map((q) => Math.fround(127 * q * Math.fround(1 / 127))),
  );
  expect([...int8Kernel(oneFilter([0, 0])).dataSync()]).toEqual([0, 0]);
});

test('every filter has its own scale, and the values are those that the converter computes', () => {
  const [rows, columns, channels, filters] = [3, 2, 5, 4];
  const random = randomFor(7);
  const latent = tf.tensor4d(
    Float32Array.from(
      { length: rows * columns * channels * filters },
      (_, i) => (random() - 0.5) * 10 ** (i % filters),
    ),
    [rows, columns, channels, filters],
  );
  const ohwi = latent.transpose([3, 0, 1, 2]).dataSync<'float32'>();
  const { values, scales } = quantizeInt8(ohwi, filters);
  const expected = [...values].map((q, i) => Math.fround(q * scales[Math.floor(i / (rows * columns * channels))]));
  expect([...int8Kernel(latent).transpose([3, 0, 1, 2]).dataSync()]).toEqual(expected);
});

test('the gradient goes straight through', () => {
  const gradient = tf.grad((w) =>
    int8Kernel(w as tf.Tensor4D)
      .mul(tf.tensor4d([2, 3, -4], [1, 1, 3, 1]))
      .sum(),
  )(oneFilter([5, 0.1, -9]));
  expect([...gradient.dataSync()]).toEqual([2, 3, -4]);
});
