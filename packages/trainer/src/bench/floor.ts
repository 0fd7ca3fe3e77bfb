// The floor of a step: TensorFlow's own convolutions of the reference network, forward and both gradients, nothing
// else.
import * as tf from '@tensorflow/tfjs';
import { median } from './statistics';

/**
 * [height and width, channels, filters] of conv1, conv2, conv3; 3×3 with zero padding. conv4 is a hundredth of the
 * work.
 */
const CONVOLUTIONS = [
  [32, 3, 64],
  [15, 64, 128],
  [7, 128, 128],
] as const;

const REPEATS = 5;

/**
 * Milliseconds of all convolutions of a step, the median of a few repeats each. The gradient to an input is the forward
 * convolution that computes it, the fastest way that TensorFlow has; conv1 needs none.
 */
export function convolutionFloor(batchSize: number): number {
  return tf.tidy(() => {
    let total = 0;
    for (const [size, channels, filters] of CONVOLUTIONS) {
      const x = tf.ones<tf.Rank.R4>([batchSize, size, size, channels]);
      const w = tf.ones<tf.Rank.R4>([3, 3, channels, filters]);
      const dy = tf.ones<tf.Rank.R4>([batchSize, size, size, filters]);
      const flipped = tf.ones<tf.Rank.R4>([3, 3, filters, channels]);
      total += time(() => tf.conv2d(x, w, 1, 'same'));
      total += time(() => filterGradient(x, dy));
      if (channels > 3) total += time(() => tf.conv2d(dy, flipped, 1, 'same'));
    }
    return total;
  });
}

function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D): tf.Tensor {
  const shape = [3, 3, x.shape[3], dy.shape[3]];
  const attrs = { strides: 1, pad: 'same', dataFormat: 'NHWC', dimRoundingMode: undefined, filterShape: shape };
  return tf.engine().runKernel<tf.Tensor>(tf.Conv2DBackpropFilter, { x, dy }, attrs as unknown as tf.NamedAttrMap);
}

function time(compute: () => tf.Tensor): number {
  const times = Array.from({ length: REPEATS + 1 }, () => {
    const began = performance.now();
    compute().dispose();
    return performance.now() - began;
  });
  return median(times.slice(1));
}
