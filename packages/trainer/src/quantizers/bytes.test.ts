import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { bytes } from './bytes';

beforeAll(loadBackend);

/** 100 steps of 0.25 below 0 would be one too many: byte 60 is 0. */
const RANGE = { low: -15, high: 48.75 };

const numbersOf = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];

test('numbers are rounded to steps, halves to the even byte, and stay in the range', () => {
  const x = tf.tensor1d([-100, -15.2, -15, -0.125, 0, 0.124, 0.125, 0.375, 7.3, 48.75, 49, 1e9]);
  expect(numbersOf(bytes(x, RANGE))).toEqual([-15, -15, -15, 0, 0, 0, 0, 0.5, 7.25, 48.75, 48.75, 48.75]);
});

test('before any range is known a byte is a step of 1 from 0', () => {
  expect(numbersOf(bytes(tf.tensor1d([-3, 0.4, 0.6, 300]), { low: 0, high: 0 }))).toEqual([0, 0, 1, 255]);
});

test('the gradient passes inside the range, ends included', () => {
  const x = tf.tensor1d([-15.1, -15, 0.1, 48.75, 48.8]);
  const dx = tf.grad((latent) => bytes(latent, RANGE).mul(3).sum())(x);
  expect(numbersOf(dx)).toEqual([0, 3, 3, 3, 0]);
});
