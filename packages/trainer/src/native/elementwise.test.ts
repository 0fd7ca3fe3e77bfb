// The ops that work element by element or row by row.
import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { bothWays, integers } from '../test-support/twins';
import { adamStep } from './adam';
import { approxSignGradient, windowGradient } from './sign-gradients';

beforeAll(loadBackend);

// Large enough for native ops, not a multiple of anything.
const IMAGES: [number, number, number, number] = [5, 9, 7, 67];

test.each([{ shape: [67] }, { shape: [7, 67] }, { shape: [1, 1, 67] }, { shape: [9, 7, 67] }])(
  'a bias or PReLU slopes $shape for [5, 9, 7, 67]: values and gradients are the twin’s',
  ({ shape }) => {
    const inputs = [integers<tf.Rank.R4>(IMAGES, 1), tf.tensor(integers<tf.Rank>(shape as never, 2).dataSync(), shape)];
    for (const f of [
      (x: tf.Tensor, row: tf.Tensor) => x.add(row),
      (x: tf.Tensor, row: tf.Tensor) => row.add(x),
      (x: tf.Tensor, row: tf.Tensor) => tf.prelu(x, row),
    ]) {
      const outcome = bothWays(f, inputs);
      expect(outcome?.native).toEqual(outcome?.twin);
    }
  },
);

test('a sum of two tensors, and of one with itself: values and gradients are the twin’s', () => {
  const [a, b] = [6, 7].map((seed) => integers<tf.Rank.R4>(IMAGES, seed));
  for (const outcome of [bothWays((x, y) => x.add(y), [a, b]), bothWays((x) => x.add(x), [a])]) {
    expect(outcome?.native).toEqual(outcome?.twin);
  }
});

test.each([[[0]], [[0, 1]], [[0, 1, 2]], [[1, 2]], [[3]], [[0, 1, 2, 3]]])(
  'sums over axes %p, kept or not, are the twin’s',
  (axes) => {
    for (const keepDims of [false, true]) {
      const outcome = bothWays((x) => x.sum(axes, keepDims), [integers<tf.Rank.R4>(IMAGES, 3)]);
      expect(outcome?.native).toEqual(outcome?.twin);
    }
  },
);

test('the gradients of ReLU and of the signs pass, scale and stop what their twins do', () => {
  const x = integers<tf.Rank.R1>([20_001], 4).div(4);
  const relu = bothWays((latent) => latent.relu(), [x]);
  expect(relu?.native).toEqual(relu?.twin);
  for (const gradient of [(a: tf.Tensor, dy: tf.Tensor) => windowGradient(a, dy, 1.25), approxSignGradient]) {
    const outcome = bothWays(() => gradient(x, integers<tf.Rank.R1>([20_001], 5)), []);
    expect(outcome?.native).toEqual(outcome?.twin);
  }
});

test('a step of Adam has the bits of its twin', () => {
  const state = () => ({
    weights: tf.variable(tf.randomNormal([333, 77], 0, 1, 'float32', 1)),
    mean: tf.variable(tf.randomNormal([333, 77], 0, 1e-3, 'float32', 2)),
    square: tf.variable(tf.randomUniform([333, 77], 0, 1e-5, 'float32', 3)),
  });
  const gradient = tf.randomNormal([333, 77], 0, 1e-2, 'float32', 4);
  const step = () => {
    const variables = state();
    adamStep(variables, gradient, { rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
    return tf
      .stack(Object.values(variables))
      .sum(0)
      .concat(tf.concat(Object.values(variables)));
  };
  const outcome = bothWays(() => step(), []);
  expect(outcome?.native).toEqual(outcome?.twin);
});
