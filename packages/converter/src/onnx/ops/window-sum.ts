// Sums over windows, tap by tap.
import type { Shape, Window } from '@bitplane/model';
import type { LayerScope } from '../layer-scope';
import type { Value } from '../nodes/onnx-node';

/** The places of a window along one axis. */
function positions(extent: number, { size, stride, dilation, padding }: Window, axis: 0 | 1): number {
  const pads = axis === 0 ? padding.top + padding.bottom : padding.left + padding.right;
  return Math.floor((extent + pads - (size[axis] - 1) * dilation[axis] - 1) / stride[axis]) + 1;
}

/**
 * Σ of the taps at every place of the window, from the first to the last in row-major order: slices of the image,
 * padded with zeros, which change no sum. x: [N, C, H, W] float32 or int32.
 */
export function sumWindows(scope: LayerScope, window: Window, { name, element, height, width }: Value): string {
  const { size, stride, dilation, padding } = window;
  const { top, left, bottom, right } = padding;
  const zero = scope.constant('pad-zero', element === 'int32' ? Int32Array.of(0) : Float32Array.of(0), []);
  const image = scope.node('Pad', [name, scope.int64('pads', [0, 0, top, left, 0, 0, bottom, right]), zero], 'padded');
  const [rows, columns] = [positions(height, window, 0), positions(width, window, 1)];
  const axes = scope.int64('image-axes', [2, 3]);
  const steps = scope.int64('strides', stride);
  let total = '';
  for (let tap = 0; tap < size[0] * size[1]; tap++) {
    const [row, column] = [Math.floor(tap / size[1]) * dilation[0], (tap % size[1]) * dilation[1]];
    const starts = scope.int64(`starts-${tap}`, [row, column]);
    const ends = scope.int64(`ends-${tap}`, [row + (rows - 1) * stride[0] + 1, column + (columns - 1) * stride[1] + 1]);
    const slice = scope.node('Slice', [image, starts, ends, axes, steps], `tap-${tap}`);
    total = tap === 0 ? slice : scope.node('Add', [total, slice], `sum-${tap}`);
  }
  return total;
}

export interface Counts {
  readonly height: number;
  readonly width: number;
  /** [height, width] */
  readonly values: Float32Array;
}

/** How many taps of each place of the window lie inside the image. */
export function insideCounts(window: Window, input: Shape): Counts {
  const inside = (extent: number, before: number, axis: 0 | 1): number[] =>
    Array.from({ length: positions(extent, window, axis) }, (_, position) => {
      const first = position * window.stride[axis] - before;
      const taps = Array.from({ length: window.size[axis] }, (__, tap) => first + tap * window.dilation[axis]);
      return taps.filter((tap) => tap >= 0 && tap < extent).length;
    });
  const rows = inside(input.height, window.padding.top, 0);
  const columns = inside(input.width, window.padding.left, 1);
  const values = Float32Array.from(rows.flatMap((row) => columns.map((column) => row * column)));
  return { height: rows.length, width: columns.length, values };
}
