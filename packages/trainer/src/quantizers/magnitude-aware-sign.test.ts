import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { magnitudeAwareSign } from './magnitude-aware-sign';

/** Two filters of five weights, magnitudes 0.5 and 1.25 in the mean; the second index is the filter. */
const KERNEL = [
  [-1, -2],
  [-0.25, -1],
  [0, 0],
  [0.25, 1],
  [1, 2.25],
];
const kernel = () => tf.tensor4d(KERNEL.flat(), [5, 1, 1, 2]);

beforeAll(loadBackend);

test('a weight becomes plus or minus the mean magnitude of its filter, zero plus', () => {
  expect([...magnitudeAwareSign(kernel()).dataSync()]).toEqual([
    -0.5, -1.25, -0.5, -1.25, 0.5, 1.25, 0.5, 1.25, 0.5, 1.25,
  ]);
});

test('the gradient is the magnitude inside the window and 0 outside', () => {
  const gradient = tf.grad((w) => magnitudeAwareSign(w).sum())(kernel());
  expect([...gradient.dataSync()]).toEqual([0.5, 0, 0.5, 1.25, 0.5, 1.25, 0.5, 1.25, 0.5, 0]);
});
