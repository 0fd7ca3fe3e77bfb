import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { randomFor } from '@bitplane/model';

let original: tf.GradConfig;

beforeAll(async () => {
  original = tf.getGradient(tf.Conv2D);
  await loadBackend();
});

/** Small integers: every sum is exact in float32, whatever its order, so the gradients must agree to the bit. */
function integers(shape: [number, number, number, number], seed: number): tf.Tensor4D {
  const random = randomFor(seed);
  const length = shape.reduce((product, size) => product * size, 1);
  return tf.tensor4d(
    Float32Array.from({ length }, () => Math.floor(random() * 17) - 8),
    shape,
  );
}

test.each([
  ['same', 3, 1],
  ['same', 2, 1],
  ['same', 5, 1],
  ['valid', 3, 1],
  ['valid', 1, 1],
  ['same', 3, 2],
  ['valid', 2, 2],
] as const)('padding %s, kernel %i, stride %i: both gradients are those of TensorFlow.js', (padding, size, stride) => {
  const x = integers([2, 7, 6, 3], 1);
  const filter = integers([size, size, 3, 4], 2);
  const y = tf.conv2d(x, filter, stride, padding);
  const dy = integers(y.shape, 3);
  const [dx, dw] = tf.grads((image: tf.Tensor, w: tf.Tensor) =>
    tf.conv2d(image as tf.Tensor4D, w as tf.Tensor4D, stride, padding),
  )([x, filter], dy);
  const attributes = { strides: [stride, stride], pad: padding, dataFormat: 'NHWC', dilations: [1, 1] };
  const expected = original.gradFunc(dy, [x, filter], attributes);
  expect([...dx.dataSync()]).toEqual([...expected.x().dataSync()]);
  expect([...dw.dataSync()]).toEqual([...expected.filter().dataSync()]);
});

test.each(['same', 'valid'] as const)(
  'a dilated convolution, padding %s, has the gradients of its widened kernel',
  (padding) => {
    const x = integers([2, 9, 8, 3], 4);
    const filter = integers([2, 3, 3, 2], 5);
    const dilation = 2;
    /** The kernel with zeros between its taps. */
    const widen = (w: tf.Tensor4D): tf.Tensor4D => {
      const taps = w.reshape([2, 1, 3, 1, 3, 2]);
      const spread = tf
        .pad(taps, [
          [0, 0],
          [0, 1],
          [0, 0],
          [0, 1],
          [0, 0],
          [0, 0],
        ])
        .reshape<tf.Tensor4D>([4, 6, 3, 2]);
      return spread.slice([0, 0, 0, 0], [3, 5, 3, 2]);
    };
    const convolve = (image: tf.Tensor, w: tf.Tensor) =>
      tf.conv2d(image as tf.Tensor4D, w as tf.Tensor4D, 1, padding, 'NHWC', dilation);
    const widened = (image: tf.Tensor, w: tf.Tensor) =>
      tf.conv2d(image as tf.Tensor4D, widen(w as tf.Tensor4D), 1, padding);
    const dy = integers(convolve(x, filter).shape, 6);
    const got = tf
      .grads(convolve)([x, filter], dy)
      .map((gradient) => [...gradient.dataSync()]);
    const expected = tf
      .grads(widened)([x, filter], dy)
      .map((gradient) => [...gradient.dataSync()]);
    expect(got).toEqual(expected);
  },
);

test('the gradient of ReLU passes where x > 0 only', () => {
  const gradient = tf.grad((x) => x.relu().mul([1, 2, 3, 4]).sum())(tf.tensor1d([-1, 0, 1e-30, 5]));
  expect([...gradient.dataSync()]).toEqual([0, 0, 3, 4]);
});
