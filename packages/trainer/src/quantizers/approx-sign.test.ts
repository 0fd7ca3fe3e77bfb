import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { approxSign } from './approx-sign';

const POINTS = [-1.5, -1, -0.75, -1e-6, -0, 0, 1e-6, 0.25, 1, 1.5];

beforeAll(loadBackend);

test('every value is −1 or +1, and zero of either sign is +1', () => {
  expect([...approxSign(tf.tensor1d(POINTS)).dataSync()]).toEqual([-1, -1, -1, -1, 1, 1, 1, 1, 1, 1]);
});

test('the gradient falls from 2 at 0 to 0 at the edge of the window', () => {
  const gradient = tf.grad((x) => approxSign(x).sum())(tf.tensor1d(POINTS));
  const nearZero = Math.fround(2 - 2e-6);
  expect([...gradient.dataSync()]).toEqual([0, 0, 0.5, nearZero, 2, 2, nearZero, 1.5, 0, 0].map(Math.fround));
});

test('the pseudo-gradient has the area of the step', () => {
  const steps = 1000;
  const midpoints = tf.linspace(-2 + 2 / steps, 2 - 2 / steps, steps);
  const area =
    tf
      .grad((x) => approxSign(x).sum())(midpoints)
      .sum()
      .dataSync()[0] *
    (4 / steps);
  expect(area).toBeCloseTo(2, 4);
});
