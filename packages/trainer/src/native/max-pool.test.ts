import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { bothWays, integers } from '../test-support/twins';

beforeAll(loadBackend);

test.each([
  { size: 3, strides: 2, pad: 'valid', shape: [3, 9, 8, 21] },
  { size: 3, strides: 2, pad: 'same', shape: [2, 8, 7, 64] },
  { size: 2, strides: 2, pad: 'valid', shape: [5, 6, 6, 1] },
  { size: 2, strides: 3, pad: 'same', shape: [1, 7, 5, 17] },
  { size: 1, strides: 1, pad: 'valid', shape: [1, 1, 1, 16] },
] as const)(
  'max-pool $size/$strides $pad of $shape has the values and gradients of TensorFlow, ties included',
  (pool) => {
    const outcome = bothWays(
      (x) => tf.maxPool(x as tf.Tensor4D, pool.size, pool.strides, pool.pad),
      // Of 17 different numbers many windows hold the largest twice.
      [integers<tf.Rank.R4>([...pool.shape], 1)],
    );
    expect(outcome?.native).toEqual(outcome?.twin);
  },
);

test('ReLU before the pool makes ties of zeros: the first of the window gets the gradient', () => {
  const x = tf.tensor4d([-1, -2, -3, -4], [1, 2, 2, 1]).relu();
  const gradient = tf.grad((image) => tf.maxPool(image as tf.Tensor4D, 2, 1, 'valid'))(
    x,
    tf.tensor4d([5], [1, 1, 1, 1]),
  );
  expect([...gradient.dataSync()]).toEqual([5, 0, 0, 0]);
});
