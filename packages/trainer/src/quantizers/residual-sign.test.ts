import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { randomFor } from '@bitplane/model';
import { residualSign } from './residual-sign';

const POINTS = [-1, -1e-6, 0, 1e-6, 1];

beforeAll(loadBackend);

const noise = (size: number): tf.Tensor1D => {
  const random = randomFor(3);
  return tf.tensor1d(Float32Array.from({ length: size }, () => 4 * random() - 2));
};

test('one bit is the mean magnitude times the sign', () => {
  const scale = Math.fround((2 + 2e-6) / 5);
  const q = residualSign(tf.tensor1d(POINTS), 1).dataSync();
  [-1, -1, 1, 1, 1].forEach((sign, i) => expect(q[i]).toBeCloseTo(sign * scale, 6));
});

test('the second bit is the sign of what the first left over', () => {
  // s_1 = 2, left over 1, 1, −1, −1; s_2 = 1: exact.
  expect([...residualSign(tf.tensor1d([3, -1, 1, -3]), 2).dataSync()]).toEqual([3, -1, 1, -3]);
});

test('n bits give at most 2^n values, and the error falls with n', () => {
  const x = noise(500);
  const errors = [1, 2, 3, 4].map((bits) => {
    const q = residualSign(x, bits);
    expect(new Set(q.dataSync()).size).toBeLessThanOrEqual(2 ** bits);
    return x.sub(q).square().mean().dataSync()[0];
  });
  // Uniform numbers: each bit halves the distance to the nearest level, so the square falls to about a quarter.
  for (const n of [1, 2, 3]) expect(errors[n]).toBeLessThan(0.3 * errors[n - 1]);
});

test('the gradient passes where |x| is at most the number of bits', () => {
  const gradient = tf.grad((x) => residualSign(x, 3).mul([1, 2, 3, 4]).sum())(tf.tensor1d([-3.5, -3, 3, 3.5]));
  expect([...gradient.dataSync()]).toEqual([0, 2, 3, 0]);
});
