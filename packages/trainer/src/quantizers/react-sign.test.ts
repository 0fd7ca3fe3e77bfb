import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { reactSign } from './react-sign';

/** Channels with thresholds 0.5 and −1. */
const SHIFT = [0.5, -1];
const x = () => tf.tensor2d([-1, -1, 0.5, -1.25, 0.75, 0], [3, 2]);

beforeAll(loadBackend);

test('each channel is compared with its own threshold, and the threshold itself is +1', () => {
  expect([...reactSign(x(), tf.tensor1d(SHIFT)).dataSync()]).toEqual([-1, 1, 1, -1, 1, 1]);
});

test('the gradient is that of approx-sign around the threshold', () => {
  const gradient = tf.grad((input) => reactSign(input, tf.tensor1d(SHIFT)).sum())(x());
  expect([...gradient.dataSync()]).toEqual([0, 2, 2, 1.5, 1.5, 0]);
});

test('the threshold gets the negative sum over its channel', () => {
  const gradient = tf.grad((shift) => reactSign(x(), shift).sum())(tf.tensor1d(SHIFT));
  expect([...gradient.dataSync()]).toEqual([-3.5, -3.5]);
});
