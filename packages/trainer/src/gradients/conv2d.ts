import * as tf from '@tensorflow/tfjs';

type ConvolutionShape = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

interface Conv2DAttributes {
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dilations: number | [number, number];
}

/**
 * Gradient of y = conv2d(x, w), x: [N, H, W, C], w: [R, S, C, O], dy: [N, H', W', O], for stride 1 and dilation d.
 *
 *     ∂L/∂x = conv2d(dy, transpose(reverse(w, [0, 1]), [0, 1, 3, 2]), padding (R−1)·d − p, dilation d)
 *     ∂L/∂w = Conv2DBackpropFilter(x, dy); for d > 1, which that operation lacks: ∂L/∂w[r, s] = x shifted by (r·d, s·d), transposed, times dy
 *
 * TensorFlow's CPU Conv2DBackpropInput takes twice the time of the forward convolution that gives the same values: 20.9 ms against 10.1 ms
 * for [64, 15, 15, 64] → 128 filters, 2 cores. The sums are ordered otherwise, hence differences in the last bits. Other strides
 * keep TensorFlow.js's own gradient.
 */
export function conv2dGradient(original: tf.GradConfig): tf.GradConfig {
  return {
    kernelName: tf.Conv2D,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, saved, attributes) => {
      const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
      const { strides, pad, dataFormat, dilations } = attributes as unknown as Conv2DAttributes;
      const layout = dataFormat === 'NHWC' ? 'channelsLast' : 'channelsFirst';
      const shape = tf.backend_util.computeConv2DInfo(
        x.shape,
        filter.shape,
        strides,
        dilations,
        pad,
        undefined,
        false,
        layout,
      );
      if (shape.strideHeight !== 1 || shape.strideWidth !== 1 || dataFormat !== 'NHWC') {
        return original.gradFunc(dy, saved, attributes);
      }
      const dilated = shape.dilationHeight !== 1 || shape.dilationWidth !== 1;
      return {
        x: () => inputGradient(dy as tf.Tensor4D, filter, shape),
        filter: () =>
          dilated
            ? dilatedFilterGradient(x, dy as tf.Tensor4D, shape)
            : original.gradFunc(dy, saved, attributes).filter(),
      };
    },
  };
}

function inputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, shape: ConvolutionShape): tf.Tensor4D {
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

function dilatedFilterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, shape: ConvolutionShape): tf.Tensor4D {
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
