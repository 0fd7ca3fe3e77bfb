// RESIZE_NEAREST_NEIGHBOR to a multiple of the image: repetition of its pixels.
import type { OperatorSource } from '../operator-source';
import { RESIZE_OPTIONS } from '../file/schema';
import { numbersOf } from '../values/forms';
import { produced } from '../values/produce';
import type { Value } from '../values/value';
import { sizeOf } from '../operator-source';
import { shapeOf } from './convolution';

/** With or without half_pixel_centers a multiple takes every pixel as often; align_corners does not. */
export function importResizeNearestNeighbor(source: OperatorSource): Value {
  const input = source.image(0);
  const { height, width } = input.shape;
  const [rows, columns] = Array.from(source.constant(1, 'size').stored);
  const factors = [rows / height, columns / width] as const;
  if (
    source.boolean(RESIZE_OPTIONS.alignCorners) ||
    !factors.every((factor) => Number.isInteger(factor) && factor >= 1)
  ) {
    const got = `${rows}×${columns} of ${sizeOf(input.shape)}`;
    source.reject('a size that is a multiple of the image, without align_corners', got, 'repeat pixels 2 or 4 times');
  }
  const inputs = [numbersOf(source.net, input)];
  const larger = source.net.add({ kind: 'upsample', name: source.name, inputs, factors });
  return produced(source, larger, shapeOf(source, larger));
}
