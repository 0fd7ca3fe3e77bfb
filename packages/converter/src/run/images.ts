// Images as an array holds them, and as the interpreter and the C program read them: uint8 [height, width, channels].
import { BitplaneError, numElements, type Shape, type TensorOf } from '@bitplane/model';
import type { NumberArray } from './npy';

export const LAYOUTS = ['nhwc', 'nchw'] as const;
export type Layout = (typeof LAYOUTS)[number];

/**
 * An array of images [N, H, W, C], or [N, C, H, W] with 'nchw'; one image may come without N. Throws E_SHAPE if the
 * images are not of the network's shape, with the layout that would fit if one does.
 */
export function imagesOf(array: NumberArray, layout: Layout, shape: Shape, path: string): TensorOf<'uint8'>[] {
  const extents = array.shape.length === 3 ? [1, ...array.shape] : array.shape;
  const expected = imageExtents(layout, shape);
  if (!isBatchOf(extents, expected)) {
    const other = LAYOUTS.find((name) => isBatchOf(extents, imageExtents(name, shape)));
    const advice = other === undefined ? '' : `; they are with --layout ${other}`;
    throw new BitplaneError(
      'E_SHAPE',
      `${path}: expected images of the network, [N, ${expected.join(', ')}], got [${array.shape.join(', ')}]${advice}`,
    );
  }
  const length = numElements(shape);
  return Array.from({ length: extents[0] }, (_, index) => {
    const data = array.data.subarray(index * length, (index + 1) * length);
    return { element: 'uint8', ...shape, data: layout === 'nchw' ? channelsLast(data, shape) : data };
  });
}

const imageExtents = (layout: Layout, { height, width, channels }: Shape): number[] =>
  layout === 'nchw' ? [channels, height, width] : [height, width, channels];

const isBatchOf = ([num, ...extents]: readonly number[], expected: readonly number[]): boolean =>
  num > 0 && extents.length === expected.length && extents.every((extent, axis) => extent === expected[axis]);

function channelsLast(planes: Uint8Array, { height, width, channels }: Shape): Uint8Array {
  const pixels = height * width;
  return Uint8Array.from(planes, (_, k) => planes[(k % channels) * pixels + Math.floor(k / channels)]);
}
