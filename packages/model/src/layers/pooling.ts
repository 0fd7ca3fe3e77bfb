// What the two poolings share.
import type { Shape } from '../tensor';
import { refuse } from './demand';
import type { LayerBase } from './layer-kind';
import { OUTSIDE, slideWindow, windowPixels, type Window } from './window';

export interface PoolingLayer extends LayerBase {
  readonly window: Window;
}

/** The output's shape. Throws E_LAYER or E_SHAPE; a window that lies in the padding alone would have no value. */
export function poolingShape(layer: PoolingLayer, input: Shape): Shape {
  const { height, width } = slideWindow(layer, input);
  const { size, stride, dilation, padding } = layer.window;
  for (const [axis, positions, extent, before] of [
    [0, height, input.height, padding.top],
    [1, width, input.width, padding.left],
  ]) {
    for (let position = 0; position < positions; position++) {
      const first = position * stride[axis] - before;
      const taps = Array.from({ length: size[axis] }, (_, tap) => first + tap * dilation[axis]);
      if (taps.some((tap) => tap >= 0 && tap < extent)) continue;
      const got = `taps ${taps.join(', ')} on ${extent} ${axis === 0 ? 'rows' : 'columns'}`;
      refuse(layer, { attribute: 'padding', expected: 'a tap of every window inside the image', got });
    }
  }
  return { height, width, channels: input.channels };
}

/** The pixels of the image under the window at output [i, j], row-major; never empty. */
export const pixelsInside = (window: Window, input: Shape, i: number, j: number): Int32Array =>
  windowPixels(window, input, i, j).filter((pixel) => pixel !== OUTSIDE);
