import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { bothWays, integers } from '../test-support/twins';

beforeAll(loadBackend);

test.each([
  { x: [3, 9, 8, 3], w: [3, 3, 3, 64], stride: 1, pad: 'same' },
  { x: [4, 8, 9, 3], w: [3, 3, 3, 16], stride: 1, pad: 'same' },
  { x: [2, 7, 5, 3], w: [3, 3, 3, 28], stride: 2, pad: 'same' },
  { x: [2, 3, 2, 2], w: [5, 7, 2, 41], stride: 1, pad: 'same' },
  { x: [2, 9, 8, 1], w: [5, 5, 1, 17], stride: 2, pad: 'same' },
  { x: [1, 6, 7, 4], w: [2, 3, 4, 80], stride: 1, pad: 'valid' },
  { x: [5, 4, 4, 16], w: [1, 1, 16, 16], stride: 3, pad: 'valid' },
] as const)('filters $w on images $x: the gradient is TensorFlow’s', ({ x, w, stride, pad }) => {
  const outcome = bothWays(
    (image, filter) => tf.conv2d(image as tf.Tensor4D, filter as tf.Tensor4D, stride, pad),
    [integers<tf.Rank.R4>([...x], 1), integers<tf.Rank.R4>([...w], 2)],
  );
  expect(outcome?.native).toEqual(outcome?.twin);
});

test.each(['same', 'valid'] as const)('taps that are 2 apart, padding %s: the gradient is that of the twin', (pad) => {
  const outcome = bothWays(
    (image, filter) => tf.conv2d(image as tf.Tensor4D, filter as tf.Tensor4D, 1, pad, 'NHWC', 2),
    [integers<tf.Rank.R4>([2, 9, 8, 3], 1), integers<tf.Rank.R4>([3, 3, 3, 20], 2)],
  );
  expect(outcome?.native).toEqual(outcome?.twin);
});
