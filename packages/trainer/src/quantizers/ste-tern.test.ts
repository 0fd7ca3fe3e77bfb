import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { steTern } from './ste-tern';

const POINTS = [-1.5, -1, -0.04, -1e-6, 0, 1e-6, 0.04, 1, 1.5];

beforeAll(loadBackend);

test('what is no larger than the threshold is 0', () => {
  expect([...steTern(tf.tensor1d(POINTS)).dataSync()]).toEqual([-1, -1, 0, 0, 0, 0, 0, 1, 1]);
  expect([...steTern(tf.tensor1d([-0.5, 0.5, 0.75]), { threshold: 0.5 }).dataSync()]).toEqual([0, 0, 1]);
});

test('an adaptive threshold is 0.7 of the mean magnitude', () => {
  // mean|x| = 1, Δ = 0.7
  expect([...steTern(tf.tensor1d([-2, -0.6, 0.5, 0.9]), { adaptive: true }).dataSync()]).toEqual([-1, 0, 0, 1]);
});

test('the gradient passes inside the window, zeros included', () => {
  const gradient = tf.grad((x) => steTern(x).sum())(tf.tensor1d(POINTS));
  expect([...gradient.dataSync()]).toEqual([0, 1, 1, 1, 1, 1, 1, 1, 0]);
});
