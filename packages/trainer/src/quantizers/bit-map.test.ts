import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { thrownBy } from '../test-support/thrown-by';
import { createQuantizer } from '.';
import { bitMapSign } from './bit-map';
import { residualSign } from './residual-sign';

const kernelPlace = { role: 'kernel', where: 'conv' } as const;

beforeAll(loadBackend);

test('a map of ones is the sign times the mean magnitude', () => {
  const x = tf.tensor1d([-2, -0.5, 0, 1.5]);
  expect([...bitMapSign(x, [1, 1, 1, 1]).dataSync()]).toEqual([-1, -1, 1, 1]);
});

test('a map of one number is residual-sign', () => {
  const x = tf.tensor2d([-2, -0.5, 0, 1.5, 0.25, 3], [2, 3]);
  expect([...bitMapSign(x, [3]).dataSync()]).toEqual([...residualSign(x, 3).dataSync()]);
});

test('an element uses only its first bits, and a scale is the mean over the elements that have that bit', () => {
  // s_1 = 2; the first and last are left with 1 and −3 + 2 = −1: s_2 = 1.
  expect([...bitMapSign(tf.tensor1d([3, -1, 1, -3]), [2, 1, 1, 2]).dataSync()]).toEqual([3, -2, 2, -3]);
});

test('a map broadcasts from the last axis on', () => {
  const x = tf.tensor2d([3, -1, -3, 1], [2, 2]);
  expect([...bitMapSign(x, [2, 1]).dataSync()]).toEqual([3, -2, -3, 2]);
});

test('the window of an element is as wide as it has bits', () => {
  const gradient = tf.grad((x) => bitMapSign(x, [1, 2, 3]).sum())(tf.tensor2d([1, 2, 3, 1.5, 2.5, 3.5], [2, 3]));
  expect([...gradient.dataSync()]).toEqual([1, 1, 1, 0, 0, 0]);
});

test.each([[[]], [[0, 1]], [[1, 5]], [[1, 1.5]], [[[1, 2], [1]]], [['1']], [2], [undefined]])(
  'the map %j is rejected',
  async (bits) => {
    const message = expect.stringContaining('conv bit-map: expected bits to be a rectangular') as string;
    expect(await thrownBy(() => createQuantizer({ name: 'bit-map', bits }, kernelPlace))).toMatchObject({
      code: 'E_LAYER',
      message,
    });
  },
);

test('a map that does not broadcast to the kernel is rejected with both shapes', async () => {
  const quantizer = createQuantizer({ name: 'bit-map', bits: [1, 2, 3] }, kernelPlace);
  expect(await thrownBy(() => quantizer.build?.([3, 3, 8, 4]))).toMatchObject({
    message: 'conv bit-map: expected bits of a shape that broadcasts to [3, 3, 8, 4], got [3]',
  });
});
