// `same` and `valid` as explicit pads.
import type { Shape, Window } from '@bitplane/model';
import type { LayerSource } from '../layer-source';

type Unpadded = Pick<Window, 'size' | 'stride' | 'dilation'>;

/** What a tap outside the image holds. */
export const readPadValue = (source: LayerSource): 0 | 1 | -1 => source.demand('pad_value', 0, 1, -1) as 0 | 1 | -1;

/** As TensorFlow does it: an odd number of rows or columns puts the extra one at the bottom and right. */
export function resolvePadding(source: LayerSource, window: Unpadded): Window {
  const { height, width }: Shape = source.shape;
  if (source.demand('padding', 'valid', 'same') === 'valid') {
    return { ...window, padding: { top: 0, left: 0, bottom: 0, right: 0 } };
  }
  const [top, bottom] = samePads(height, window, 0);
  const [left, right] = samePads(width, window, 1);
  return { ...window, padding: { top, left, bottom, right } };
}

function samePads(extent: number, { size, stride, dilation }: Unpadded, axis: 0 | 1): [number, number] {
  const reach = (size[axis] - 1) * dilation[axis] + 1;
  const windows = Math.ceil(extent / stride[axis]);
  const pads = Math.max(0, (windows - 1) * stride[axis] + reach - extent);
  return [Math.floor(pads / 2), Math.ceil(pads / 2)];
}
