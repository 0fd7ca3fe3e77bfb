// TensorFlow's padding "same" as numbers.
import type { Padding, Shape, Window } from '@bitplane/model';

/**
 * As many windows along a side as the stride fits into it: an odd number of rows or columns puts the extra one at the
 * bottom and right.
 */
export function samePadding({ height, width }: Omit<Shape, 'channels'>, window: Omit<Window, 'padding'>): Padding {
  const [top, bottom] = along(height, window, 0);
  const [left, right] = along(width, window, 1);
  return { top, left, bottom, right };
}

function along(extent: number, { size, stride, dilation }: Omit<Window, 'padding'>, axis: 0 | 1): [number, number] {
  const reach = (size[axis] - 1) * dilation[axis] + 1;
  const windows = Math.ceil(extent / stride[axis]);
  const pads = Math.max(0, (windows - 1) * stride[axis] + reach - extent);
  return [Math.floor(pads / 2), Math.ceil(pads / 2)];
}
