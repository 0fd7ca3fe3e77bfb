import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { swishSign } from './swish-sign';

const POINTS = [-1, -1e-6, -0, 0, 1e-6, 1];

beforeAll(loadBackend);

/** The function whose derivative the paper takes, in float64. */
function signSwish(x: number, beta: number): number {
  const logistic = 1 / (1 + Math.exp(-beta * x));
  return 2 * logistic * (1 + beta * x * (1 - logistic)) - 1;
}

test('every value is −1 or +1, and zero of either sign is +1', () => {
  expect([...swishSign(tf.tensor1d(POINTS)).dataSync()]).toEqual([-1, -1, 1, 1, 1, 1]);
});

test.each([1, 5, 10])('the gradient is the slope of SignSwish for β = %i', (beta) => {
  const points = [-2, -0.9, -0.5, -0.1, 0, 0.2, 0.6, 1.5];
  const gradient = tf
    .grad((x) => swishSign(x, beta).sum())(tf.tensor1d(points))
    .dataSync();
  const h = 1e-4;
  points.forEach((x, i) =>
    // Central differences are off by h²/6 of the third derivative, which is of the order of β³: below 2e-6.
    expect(gradient[i]).toBeCloseTo((signSwish(x + h, beta) - signSwish(x - h, beta)) / (2 * h), 4),
  );
});

test('far from 0 the gradient is 0 and not NaN, though cosh overflows', () => {
  const gradient = tf.grad((x) => swishSign(x).sum())(tf.tensor1d([-1e4, 1e4]));
  expect([...gradient.abs().dataSync()]).toEqual([0, 0]);
});
