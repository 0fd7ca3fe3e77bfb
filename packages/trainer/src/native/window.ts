// Where a window lies, as the native ops take it.
import type * as tf from '@tensorflow/tfjs';

export type ConvolutionShape = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

/**
 * The numbers of native/window.h: [rows, columns, strides, dilations, pads at top and left, output's height and width].
 */
export const windowNumbers = (shape: ConvolutionShape): number[] => [
  shape.filterHeight,
  shape.filterWidth,
  shape.strideHeight,
  shape.strideWidth,
  shape.dilationHeight,
  shape.dilationWidth,
  shape.padInfo.top,
  shape.padInfo.left,
  shape.outHeight,
  shape.outWidth,
];
