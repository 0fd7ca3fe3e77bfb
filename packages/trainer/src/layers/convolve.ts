// Convolutions of any window: TensorFlow.js has no stride together with dilation, and no gradient of a dilated
// depthwise convolution.
import * as tf from '@tensorflow/tfjs';
import type { Pair } from './attributes';
import { isSamePadding, padExplicitly, type Window } from './window';

export interface Placement {
  readonly window: Window;
  /** What a tap outside the image contributes. */
  readonly padValue: 0 | 1 | -1;
}

/** x: [N, H, W, C], kernel: [rows, columns, C, filters] → [N, H', W', filters]. */
export function convolve(x: tf.Tensor4D, kernel: tf.Tensor4D, placement: Placement): tf.Tensor4D {
  const { image, padding } = placed(x, placement);
  const { strides, dilationRate } = placement.window;
  if (isOne(strides) || isOne(dilationRate)) return tf.conv2d(image, kernel, strides, padding, 'NHWC', dilationRate);
  return tf.conv2d(image, spread(kernel, dilationRate), strides, padding);
}

/**
 * x: [N, H, W, C], kernel: [rows, columns, C, multiplier] → [N, H', W', C·multiplier], those of the first channel
 * first.
 */
export function convolveDepthwise(x: tf.Tensor4D, kernel: tf.Tensor4D, placement: Placement): tf.Tensor4D {
  const { image, padding } = placed(x, placement);
  const { strides, dilationRate } = placement.window;
  return tf.depthwiseConv2d(image, isOne(dilationRate) ? kernel : spread(kernel, dilationRate), strides, padding);
}

const isOne = ([rows, columns]: Pair): boolean => rows === 1 && columns === 1;

function placed(x: tf.Tensor4D, { window, padValue }: Placement): { image: tf.Tensor4D; padding: 'same' | 'valid' } {
  if (window.padding === 'valid') return { image: x, padding: 'valid' };
  if (padValue === 0 && isSamePadding(window, x.shape)) return { image: x, padding: 'same' };
  return { image: padExplicitly(x, window, padValue), padding: 'valid' };
}

/**
 * The kernel whose taps are `rates` apart, with zeros between them: it gives undilated what the given one gives
 * dilated.
 */
function spread(kernel: tf.Tensor4D, rates: Pair): tf.Tensor4D {
  const [rows, columns, channels, filters] = kernel.shape;
  const size = [0, 1].map((axis) => (kernel.shape[axis] - 1) * rates[axis] + 1);
  return kernel
    .reshape<tf.Tensor3D>([rows, 1, columns * channels * filters])
    .pad([
      [0, 0],
      [0, rates[0] - 1],
      [0, 0],
    ])
    .reshape<tf.Tensor4D>([rows * rates[0], columns, 1, channels * filters])
    .pad([
      [0, 0],
      [0, 0],
      [0, rates[1] - 1],
      [0, 0],
    ])
    .reshape<tf.Tensor4D>([rows * rates[0], columns * rates[1], channels, filters])
    .slice([0, 0, 0, 0], [...size, channels, filters] as [number, number, number, number]);
}
