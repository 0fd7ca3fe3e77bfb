import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { residualSign } from './residual-sign';
import { residualSignKernel } from './residual-sign-kernel';

/** Two filters [2, 2, 1] side by side. */
const FILTERS = [
  [3, -1, 1, -3],
  [-1e-6, 0, 8, 0],
];
const kernel = () => tf.tensor2d(FILTERS).transpose().reshape<tf.Tensor4D>([2, 2, 1, 2]);

beforeAll(loadBackend);

test.each([1, 2, 3, 4])('each filter is quantized to %i bits as if it were alone', (bits) => {
  const q = residualSignKernel(kernel(), bits).reshape([4, 2]).transpose().dataSync();
  const alone = FILTERS.flatMap((filter) => [...residualSign(tf.tensor1d(filter), bits).dataSync()]);
  alone.forEach((value, i) => expect(q[i]).toBeCloseTo(value, 5));
});

test('the gradient passes where |w| is at most the number of bits', () => {
  const gradient = tf.grad((w) => residualSignKernel(w, 2).sum())(kernel());
  expect([...gradient.reshape([4, 2]).transpose().dataSync()]).toEqual([0, 1, 1, 0, 1, 1, 0, 1]);
});
