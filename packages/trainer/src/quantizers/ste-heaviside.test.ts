import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { steHeaviside } from './ste-heaviside';

const POINTS = [-1.5, -1, -1e-6, -0, 0, 1e-6, 1, 1.5];

beforeAll(loadBackend);

test('every value is 0 or 1, and zero stays 0', () => {
  expect([...steHeaviside(tf.tensor1d(POINTS)).dataSync()]).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
});

test('the gradient passes inside the window, its edge included', () => {
  const gradient = tf.grad((x) => steHeaviside(x).sum())(tf.tensor1d(POINTS));
  expect([...gradient.dataSync()]).toEqual([0, 1, 1, 1, 1, 1, 1, 0]);
});
