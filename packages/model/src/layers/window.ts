// The window that a convolution or a pooling moves over an image.
import { MAX_SIDE, type Shape } from '../tensor';
import { requireInteger, reject } from './require';
import type { LayerBase } from './layer-kind';

/** [rows, columns] */
export type Pair = readonly [number, number];

export interface Padding {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** Sizes in pixels. `same` and `valid` are resolved by the importer: a Model holds explicit pads. */
export interface Window {
  readonly size: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Padding;
}

/** A window as large as the image: one position, and so one output pixel. */
export const wholeWindow = ({ height, width }: Shape): Window => ({
  size: [height, width],
  stride: [1, 1],
  dilation: [1, 1],
  padding: { top: 0, left: 0, bottom: 0, right: 0 },
});

/** Stands for the pixel under a padded tap. */
export const OUTSIDE = -1;

/** Rows or columns from the first tap of a window to its last, both included. */
const extent = (size: number, dilation: number): number => (size - 1) * dilation + 1;

/** A window has no more: its pixels are listed one by one, and a small file may ask for any number. */
const MAX_TAPS = 2 ** 24;

/**
 * Height and width after moving the window over an image: ⌊(size + pads − extent) / stride⌋ + 1.
 * Throws E_LAYER for an attribute out of range, E_SHAPE if the window is larger than the padded image or 2^24 taps, or
 * stands at more positions along a side than a tensor has.
 */
export function slideWindow(layer: LayerBase & { window: Window }, input: Shape): { height: number; width: number } {
  const { size, stride, dilation, padding } = layer.window;
  for (const axis of [0, 1]) {
    requireInteger(layer, `size[${axis}]`, size[axis], 1);
    requireInteger(layer, `stride[${axis}]`, stride[axis], 1);
    requireInteger(layer, `dilation[${axis}]`, dilation[axis], 1);
  }
  for (const side of ['top', 'left', 'bottom', 'right'] as const)
    requireInteger(layer, `padding.${side}`, padding[side], 0);

  const height = input.height + padding.top + padding.bottom - extent(size[0], dilation[0]);
  const width = input.width + padding.left + padding.right - extent(size[1], dilation[1]);
  if (height < 0 || width < 0) {
    const got = `${size[0]}×${size[1]} with dilation ${dilation[0]}×${dilation[1]} on ${input.height}×${input.width}`;
    reject(layer, { attribute: 'window', expected: 'one that fits into the padded image', got, code: 'E_SHAPE' });
  }
  if (size[0] * size[1] > MAX_TAPS) {
    const expected = `one of at most ${MAX_TAPS} taps`;
    reject(layer, { attribute: 'window', expected, got: `${size[0]}×${size[1]}`, code: 'E_SHAPE' });
  }
  const output = { height: Math.floor(height / stride[0]) + 1, width: Math.floor(width / stride[1]) + 1 };
  if (Math.max(output.height, output.width) > MAX_SIDE) {
    const expected = `one that stands at ${MAX_SIDE} rows and columns at most`;
    reject(layer, { attribute: 'window', expected, got: `${output.height}×${output.width}`, code: 'E_SHAPE' });
  }
  return output;
}

/**
 * The pixel (row·width + column) under each tap of the window at output [i, j], row-major; OUTSIDE for a padded tap.
 */
export function windowPixels(
  { size, stride, dilation, padding }: Window,
  input: Shape,
  i: number,
  j: number,
): Int32Array {
  const pixels = new Int32Array(size[0] * size[1]).fill(OUTSIDE);
  for (let u = 0; u < size[0]; u++) {
    const row = i * stride[0] + u * dilation[0] - padding.top;
    if (row < 0 || row >= input.height) continue;
    for (let v = 0; v < size[1]; v++) {
      const column = j * stride[1] + v * dilation[1] - padding.left;
      if (column >= 0 && column < input.width) pixels[u * size[1] + v] = row * input.width + column;
    }
  }
  return pixels;
}
