import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { bothWays, integers } from '../test-support/twins';
import { areSigns, signs } from './signs';

beforeAll(loadBackend);

interface Convolution {
  readonly x: [number, number, number, number];
  readonly w: [number, number, number, number];
  readonly stride?: number;
  readonly dilation?: number;
  readonly pad?: 'same' | 'valid';
}

// Images around 16 and 64, channels around 64, filters around 16, 32 and 64: where lanes and words are partly filled.
const CONVOLUTIONS: Convolution[] = [
  { x: [1, 5, 4, 1], w: [3, 3, 1, 1] },
  { x: [65, 3, 3, 2], w: [3, 3, 2, 17] },
  { x: [64, 4, 4, 63], w: [2, 2, 63, 64] },
  { x: [17, 5, 6, 65], w: [3, 2, 65, 33], pad: 'valid' },
  { x: [16, 7, 7, 64], w: [3, 3, 64, 65], stride: 2 },
  { x: [3, 9, 8, 5], w: [3, 3, 5, 10], dilation: 2 },
  { x: [2, 3, 3, 128], w: [1, 1, 128, 10] },
  { x: [2, 6, 6, 130], w: [5, 5, 130, 4], stride: 3, pad: 'same' },
];

/** A quantizer with the gradient 1, so that the gradients of the convolution itself show. */
const quantize = (x: tf.Tensor): tf.Tensor =>
  tf.customGrad((input) => ({ value: signs(input as tf.Tensor), gradFunc: (dy: tf.Tensor) => dy }))(x);

const convolve = (x: tf.Tensor, w: tf.Tensor, { stride = 1, dilation = 1, pad = 'same' }: Convolution): tf.Tensor =>
  tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, pad, 'NHWC', dilation);

describe.each(CONVOLUTIONS)('$x by $w, stride $stride, dilation $dilation, $pad', (convolution) => {
  const operands = () => [integers<tf.Rank.R4>(convolution.x, 1), integers<tf.Rank.R4>(convolution.w, 2)];

  test('signs by signs: value and gradients are those of TensorFlow', () => {
    const outcome = bothWays((x, w) => convolve(quantize(x), quantize(w), convolution), operands());
    expect(outcome?.native).toEqual(outcome?.twin);
  });

  test('numbers by signs and signs by numbers as well', () => {
    for (const outcome of [
      bothWays((x, w) => convolve(x, quantize(w), convolution), operands()),
      bothWays((x, w) => convolve(quantize(x), w, convolution), operands()),
    ]) {
      expect(outcome?.native).toEqual(outcome?.twin);
    }
  });
});

test('only what signs made is taken for signs, copies by reference included', () => {
  const x = signs(
    tf.tensor2d([
      [-0, 0.5],
      [-2, 0],
    ]),
  );
  expect([...x.dataSync()]).toEqual([1, 1, -1, 1]);
  expect([x, x.clone()].map(areSigns)).toEqual([true, true]);
  expect([x.mul(0.5), x.add(x), tf.onesLike(x)].map(areSigns)).toEqual([false, false, false]);
});

test('gradients have the same bits on every run', () => {
  const x = signs(tf.randomNormal([40, 6, 6, 70], 0, 1, 'float32', 1));
  const w = signs(tf.randomNormal([3, 3, 70, 40], 0, 1, 'float32', 2));
  const dy = tf.randomNormal([40, 6, 6, 40], 0, 1, 'float32', 3);
  const gradients = () =>
    tf
      .grads((a, b) => convolve(a, b, {} as Convolution))([x, w], dy)
      .map((g) => [...g.dataSync()]);
  expect(gradients()).toEqual(gradients());
});
