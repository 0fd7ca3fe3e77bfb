import * as tf from '@tensorflow/tfjs';
import { convolutionShape, signFilterGradient, signInputGradient } from '../native/sign-conv2d';
import { narrowFilterGradient } from '../native/narrow-conv2d';
import type { Gradients } from '../native/overrides';
import type { ConvolutionShape } from '../native/window';

/**
 * Gradient of y = conv2d(x, w), x: [N, H, W, C], w: [R, S, C, O], dy: [N, H', W', O], for stride 1 and dilation d.
 *
 *     ∂L/∂x = conv2d(dy, transpose(reverse(w, [0, 1]), [0, 1, 3, 2]), padding (R−1)·d − p, dilation d)
 *     ∂L/∂w = Conv2DBackpropFilter(x, dy); for d > 1, which that operation lacks:
 *     ∂L/∂w[r, s] = x shifted by (r·d, s·d), transposed, times dy
 *
 * An operand that is known to hold only ±1 makes the other's gradient a matter of look-ups: native/sign-conv2d.ts.
 * TensorFlow's CPU Conv2DBackpropInput takes twice the time of the forward convolution that gives the same values:
 * 20.9 ms against 10.1 ms for [64, 15, 15, 64] → 128 filters, 2 cores. The sums are ordered otherwise, hence
 * differences in the last bits. Other strides keep TensorFlow.js's own gradient.
 */
export function conv2dGradient(original: tf.GradConfig): tf.GradConfig {
  return {
    kernelName: tf.Conv2D,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, saved, attributes) => {
      const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
      const shape = convolutionShape(x, filter, attributes);
      const [image, outputs] = [x, dy as tf.Tensor4D];
      return {
        x: () => signInputGradient(outputs, filter, shape) ?? inputGradient(outputs, filter, shape) ?? theirs().x(),
        filter: () =>
          signFilterGradient(image, outputs, shape) ??
          narrowFilterGradient(image, outputs, shape) ??
          filterGradient(image, outputs, shape) ??
          theirs().filter(),
      };

      function theirs(): Gradients {
        return original.gradFunc(dy, saved, attributes);
      }
    },
  };
}

const isForwardConvolution = ({ strideHeight, strideWidth, dataFormat }: ConvolutionShape): boolean =>
  strideHeight === 1 && strideWidth === 1 && dataFormat === 'channelsLast';

function inputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, shape: ConvolutionShape): tf.Tensor4D | null {
  if (!isForwardConvolution(shape)) return null;
  const { top, left, bottom, right } = shape.padInfo;
  const rows = shape.effectiveFilterHeight - 1;
  const columns = shape.effectiveFilterWidth - 1;
  const flipped = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
  const padding: tf.backend_util.ExplicitPadding = [
    [0, 0],
    [rows - top, rows - bottom],
    [columns - left, columns - right],
    [0, 0],
  ];
  return tf.conv2d(dy, flipped, 1, padding, 'NHWC', [shape.dilationHeight, shape.dilationWidth]);
}

/** Only for the dilated convolutions that TensorFlow.js cannot do. */
function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, shape: ConvolutionShape): tf.Tensor4D | null {
  const isDilated = shape.dilationHeight !== 1 || shape.dilationWidth !== 1;
  if (!isForwardConvolution(shape) || !isDilated) return null;
  const { padInfo, batchSize, outHeight, outWidth, inChannels, outChannels } = shape;
  const padded = tf.pad(x, [
    [0, 0],
    [padInfo.top, padInfo.bottom],
    [padInfo.left, padInfo.right],
    [0, 0],
  ]);
  const pixels = batchSize * outHeight * outWidth;
  const outputs = dy.reshape([pixels, outChannels]);
  const taps: tf.Tensor[] = [];
  for (let row = 0; row < shape.filterHeight; row++) {
    for (let column = 0; column < shape.filterWidth; column++) {
      const corner = [0, row * shape.dilationHeight, column * shape.dilationWidth, 0];
      const inputs = tf
        .slice(padded, corner, [batchSize, outHeight, outWidth, inChannels])
        .reshape([pixels, inChannels]);
      taps.push(tf.matMul(inputs, outputs, true));
    }
  }
  return tf.stack(taps).reshape([shape.filterHeight, shape.filterWidth, inChannels, outChannels]);
}
