// Where the window of a convolution lies: which pixels each output sees.
import * as tf from '@tensorflow/tfjs';
import { invalid, oneOf, pair, type Pair } from './attributes';

export interface WindowArgs {
  readonly kernelSize: number | Pair;
  readonly strides?: number | Pair;
  /** `same` follows TensorFlow: the extra row goes to the bottom and right. */
  readonly padding?: 'same' | 'valid';
  readonly dilationRate?: number | Pair;
}

/** Rows and columns each; the form in which it is saved. */
export type Window = {
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly padding: 'same' | 'valid';
  readonly dilationRate: Pair;
};

/** Throws E_LAYER for attributes that are out of range. */
export function readWindow(layer: string, args: WindowArgs): Window {
  return {
    kernelSize: pair({ layer, name: 'kernelSize' }, args.kernelSize),
    strides: pair({ layer, name: 'strides' }, args.strides ?? 1),
    padding: oneOf({ layer, name: 'padding' }, args.padding ?? 'same', ['same', 'valid']),
    dilationRate: pair({ layer, name: 'dilationRate' }, args.dilationRate ?? 1),
  };
}

const extent = ({ kernelSize, dilationRate }: Window, axis: 0 | 1): number =>
  (kernelSize[axis] - 1) * dilationRate[axis] + 1;

/** [H', W'] of an image [N, H, W, C]. Throws E_LAYER when the window is larger than an image that is not padded. */
export function outputSize(layer: string, window: Window, imageShape: tf.Shape): [number | null, number | null] {
  const size = (axis: 0 | 1): number | null => {
    const input = imageShape[1 + axis];
    const stride = window.strides[axis];
    if (input === null || window.padding === 'same') return input === null ? null : Math.ceil(input / stride);
    const rest = input - extent(window, axis);
    if (rest >= 0) return Math.floor(rest / stride) + 1;
    throw invalid({ layer, name: 'kernelSize' }, `at most the image's ${input} pixels without padding`, input - rest);
  };
  return [size(0), size(1)];
}

/** The image with what padding `same` adds around it, as pixels of this value. */
export function padExplicitly(x: tf.Tensor4D, window: Window, value: number): tf.Tensor4D {
  const around = (axis: 0 | 1): [number, number] => {
    const size = x.shape[1 + axis];
    const stride = window.strides[axis];
    const total = Math.max((Math.ceil(size / stride) - 1) * stride + extent(window, axis) - size, 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  };
  return tf.pad(x, [[0, 0], around(0), around(1), [0, 0]], value);
}
