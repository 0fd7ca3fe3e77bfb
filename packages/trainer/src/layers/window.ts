// Where the window of a convolution lies: which pixels each output sees.
import * as tf from '@tensorflow/tfjs';
import { invalid, pair, type Pair } from './attributes';

/** [[top, bottom], [left, right]] */
export type Pads = [Pair, Pair];

export interface WindowArgs {
  readonly kernelSize: number | Pair;
  readonly strides?: number | Pair;
  /**
   * Default 'same', which is not Keras's and TensorFlow.js's 'valid'. `same` follows TensorFlow: the extra row goes to
   * the bottom and right. A number means all four sides (1 is what PyTorch calls padding=1), [rows, columns] for both
   * of each, [[top, bottom], [left, right]] for each.
   */
  readonly padding?: 'same' | 'valid' | number | Pair | Pads;
  readonly dilationRate?: number | Pair;
}

/** Rows and columns each; the form in which it is saved. */
export type Window = {
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly padding: 'same' | 'valid' | Pads;
  readonly dilationRate: Pair;
};

export const WINDOW_ATTRIBUTES: readonly string[] = ['kernelSize', 'strides', 'padding', 'dilationRate'];

/** Throws E_LAYER for attributes that are out of range. */
export function readWindow(layer: string, args: WindowArgs): Window {
  return {
    kernelSize: pair({ layer, name: 'kernelSize' }, args.kernelSize),
    strides: pair({ layer, name: 'strides' }, args.strides ?? 1),
    padding: readPadding(layer, args.padding ?? 'same'),
    dilationRate: pair({ layer, name: 'dilationRate' }, args.dilationRate ?? 1),
  };
}

function readPadding(layer: string, value: NonNullable<WindowArgs['padding']>): Window['padding'] {
  if (value === 'same' || value === 'valid') return value;
  const sides = (Array.isArray(value) ? value : [value, value]).map((side) =>
    Array.isArray(side) ? side : [side, side],
  );
  const pads = sides.flat();
  if (sides.length === 2 && pads.length === 4 && pads.every((n) => Number.isInteger(n) && n >= 0)) return sides as Pads;
  const expected = "'same', 'valid', a whole number, [rows, columns] or [[top, bottom], [left, right]]";
  throw invalid({ layer, name: 'padding' }, expected, JSON.stringify(value));
}

const extent = ({ kernelSize, dilationRate }: Window, axis: 0 | 1): number =>
  (kernelSize[axis] - 1) * dilationRate[axis] + 1;

/** Pixels before and after `size` ones along an axis. */
function padsAround(window: Window, axis: 0 | 1, size: number): Pair {
  const { padding, strides } = window;
  if (padding === 'valid') return [0, 0];
  if (padding !== 'same') return padding[axis];
  const total = Math.max((Math.ceil(size / strides[axis]) - 1) * strides[axis] + extent(window, axis) - size, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** Pixels around an image [N, H, W, C]: [[top, bottom], [left, right]]. */
export const padsOf = (window: Window, [, height, width]: tf.Shape): Pads => [
  padsAround(window, 0, height ?? 0),
  padsAround(window, 1, width ?? 0),
];

/** [H', W'] of an image [N, H, W, C]. Throws E_LAYER when the window is larger than the image with its padding. */
export function outputSize(layer: string, window: Window, imageShape: tf.Shape): [number | null, number | null] {
  const size = (axis: 0 | 1): number | null => {
    const input = imageShape[1 + axis];
    if (input === null) return null;
    const [before, after] = padsAround(window, axis, input);
    const padded = before + input + after;
    const rest = padded - extent(window, axis);
    if (rest >= 0) return Math.floor(rest / window.strides[axis]) + 1;
    throw invalid(
      { layer, name: 'kernelSize' },
      `at most the image's ${padded} pixels with its padding`,
      padded - rest,
    );
  };
  return [size(0), size(1)];
}

/** Whether the pads are those of `same` for such an image, for which TensorFlow has operations. */
export const isSamePadding = (window: Window, [, height, width]: tf.Shape): boolean =>
  ([0, 1] as const).every((axis) => {
    const size = [height, width][axis] ?? 0;
    return padsAround(window, axis, size).join() === padsAround({ ...window, padding: 'same' }, axis, size).join();
  });

/** The image with its padding around it, as pixels of this value. */
export const padExplicitly = (x: tf.Tensor4D, window: Window, value: number): tf.Tensor4D =>
  tf.pad(x, [[0, 0], ...padsOf(window, x.shape), [0, 0]], value);
