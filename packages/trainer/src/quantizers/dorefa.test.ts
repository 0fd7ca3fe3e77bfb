import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { dorefa, dorefaKernel } from './dorefa';

const POINTS = [-1, -1e-6, 0, 1e-6, 0.4, 0.6, 1, 1.5];

beforeAll(loadBackend);

test('two bits round activations to thirds of [0, 1]', () => {
  expect([...dorefa(tf.tensor1d(POINTS)).dataSync()]).toEqual([0, 0, 0, 0, 1 / 3, 2 / 3, 1, 1].map(Math.fround));
});

test('one bit rounds activations to 0 and 1, a half to the even 0', () => {
  expect([...dorefa(tf.tensor1d([0.4, 0.5, 0.6]), 1).dataSync()]).toEqual([0, 0, 1]);
});

test('the gradient passes where nothing is clamped', () => {
  const gradient = tf.grad((x) => dorefa(x).sum())(tf.tensor1d(POINTS));
  expect([...gradient.dataSync()]).toEqual([0, 0, 1, 1, 1, 1, 1, 0]);
});

test('weights spread over the levels of [−1, 1], their largest on an end', () => {
  const q = dorefaKernel(tf.tensor1d([-3, -1, -0.1, 0.1, 1, 2]), 2).dataSync();
  [-1, -1, -1 / 3, 1 / 3, 1, 1].forEach((level, i) => expect(q[i]).toBeCloseTo(level, 6));
});

test('the gradient of weights is that of the scaled tanh', () => {
  const weights = [-1, 0, 0.5];
  const gradient = tf
    .grad((w) => dorefaKernel(w).sum())(tf.tensor1d(weights))
    .dataSync();
  weights.forEach((w, i) => expect(gradient[i]).toBeCloseTo((1 - Math.tanh(w) ** 2) / Math.tanh(1), 6));
});

test('a kernel of zeros has levels, not NaN', () => {
  const q = dorefaKernel(tf.zeros([3]), 2).dataSync();
  for (const value of q) expect(Math.abs(value)).toBeCloseTo(1 / 3, 6);
});
