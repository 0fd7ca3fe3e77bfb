import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { createQuantizer } from '.';

beforeAll(loadBackend);

test('values and gradients pass as they are', () => {
  const { quantize } = createQuantizer('none', { role: 'kernel', where: 'test' });
  const points = tf.tensor1d([-3, -1, -1e-6, 0, 1e-6, 1, 3]);
  const state = { variables: {}, training: true };
  expect([...quantize(points, state).dataSync()]).toEqual([...points.dataSync()]);
  const gradient = tf.grad((x) => quantize(x, state).mul([7, 6, 5, 4, 3, 2, 1]).sum())(points);
  expect([...gradient.dataSync()]).toEqual([7, 6, 5, 4, 3, 2, 1]);
});
