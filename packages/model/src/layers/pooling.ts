// What the two poolings share.
import type { Shape } from '../tensor';
import { reject } from './require';
import type { LayerBase } from './layer-kind';
import { OUTSIDE, slideWindow, windowPixels, type Window } from './window';

export interface PoolingLayer extends LayerBase {
  readonly window: Window;
}

/** The output's shape. Throws E_LAYER or E_SHAPE; a window that lies in the padding alone would have no value. */
export function poolingShape(layer: PoolingLayer, input: Shape): Shape {
  const { height, width } = slideWindow(layer, input);
  const { padding } = layer.window;
  requireTapsInside(layer, { axis: 0, positions: height, extent: input.height, before: padding.top });
  requireTapsInside(layer, { axis: 1, positions: width, extent: input.width, before: padding.left });
  return { height, width, channels: input.channels };
}

interface AxisOfImage {
  readonly axis: 0 | 1;
  /** Of the window. */
  readonly positions: number;
  /** Rows or columns of the image, and padded ones before them. */
  readonly extent: number;
  readonly before: number;
}

/** By arithmetic alone: a file may ask for windows of any size. */
function requireTapsInside(layer: PoolingLayer, { axis, positions, extent, before }: AxisOfImage): void {
  const [size, stride, dilation] = [layer.window.size[axis], layer.window.stride[axis], layer.window.dilation[axis]];
  for (let position = 0; position < positions; position++) {
    const first = position * stride - before;
    const numBefore = Math.max(0, Math.ceil(-first / dilation));
    if (numBefore < size && first + numBefore * dilation < extent) continue;
    const last = first + (size - 1) * dilation;
    const got = `taps from ${first} to ${last} on ${extent} ${axis === 0 ? 'rows' : 'columns'}`;
    reject(layer, { attribute: 'padding', expected: 'a tap of every window inside the image', got });
  }
}

/** The pixels of the image under the window at output [i, j], row-major; never empty. */
export const pixelsInside = (window: Window, input: Shape, i: number, j: number): Int32Array =>
  windowPixels(window, input, i, j).filter((pixel) => pixel !== OUTSIDE);
