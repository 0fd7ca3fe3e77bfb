// The positions of a window: `same`, `valid` and numbers as explicit pads, with those of a ZeroPadding2D before it.
import type { Padding, Window } from '@bitplane/model';
import { samePadding } from '../../lowering/same-padding';
import type { LayerSource } from '../layer-source';

type Unpadded = Pick<Window, 'size' | 'stride' | 'dilation'>;

export const NO_PADDING: Padding = { top: 0, left: 0, bottom: 0, right: 0 };

export const addPadding = (a: Padding, b: Padding): Padding => ({
  top: a.top + b.top,
  left: a.left + b.left,
  bottom: a.bottom + b.bottom,
  right: a.right + b.right,
});

export const isPadded = ({ top, left, bottom, right }: Padding): boolean => top + left + bottom + right > 0;

/** The window with its pads, those of a ZeroPadding2D before it included. */
export function resolvePadding(source: LayerSource, window: Unpadded): Window {
  return { ...window, padding: addPadding(source.zeroPads, ownPadding(source, window)) };
}

function ownPadding(source: LayerSource, window: Unpadded): Padding {
  const padding = source.attribute('padding') ?? 'valid';
  if (padding === 'valid') return NO_PADDING;
  if (padding !== 'same') return explicitPadding(source);
  const { height, width } = source.shape;
  const { top, left, bottom, right } = source.zeroPads;
  return samePadding({ height: height + top + bottom, width: width + left + right }, window);
}

/** `padding` as numbers: 1, [rows, columns], or [[top, bottom], [left, right]]. */
export function explicitPadding(source: LayerSource): Padding {
  const value = source.attribute('padding');
  const sides: unknown[] = (Array.isArray(value) ? value : [value, value]).map((side: unknown) =>
    Array.isArray(side) ? (side as unknown[]) : [side, side],
  );
  const counts = sides.flat();
  if (sides.length !== 2 || counts.length !== 4 || !counts.every((n) => Number.isInteger(n) && (n as number) >= 0)) {
    const forms = 'a whole number, [rows, columns] or [[top, bottom], [left, right]]';
    source.reject(`expected padding "same", "valid", ${forms}`, value);
  }
  const [top, bottom, left, right] = counts as number[];
  return { top, left, bottom, right };
}

/** Quantizers that make +1 of the zeros of a ZeroPadding2D. */
const PLAIN_SIGNS: readonly unknown[] = ['sign', 'approx-sign', 'swish-sign'];

/**
 * Whether zeros around the input of a binary layer are padding with +1 to it: its quantizer makes that of them, and its
 * own padding is none or the same.
 */
export function readsZerosAsSigns(source: LayerSource): boolean {
  const quantizer = source.attribute('input_quantizer') ?? 'sign';
  const name = typeof quantizer === 'object' ? (quantizer as { name?: unknown }).name : quantizer;
  const padsAlike = (source.attribute('padding') ?? 'valid') === 'valid' || source.attribute('pad_value') === 1;
  return PLAIN_SIGNS.includes(name) && padsAlike;
}

/** What a tap outside the image holds. */
export function readPadValue(source: LayerSource): 0 | 1 | -1 {
  const padValue = source.require('pad_value', 0, 1, -1) as 0 | 1 | -1;
  return isPadded(source.zeroPads) ? 1 : padValue;
}
