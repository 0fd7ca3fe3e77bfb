// The window of an operator that has one.
import type { Padding, Pair, Window } from '@bitplane/model';
import { samePadding } from '../../lowering/same-padding';
import type { PADDINGS } from '../file/schema';
import type { OperatorSource } from '../operator-source';
import { NO_PADDING } from '../values/forms';
import type { Value } from '../values/value';

type Unpadded = Omit<Window, 'padding'>;

/** [rows, columns], from 1 on: what divides, or makes room, must not be 0. */
export function pair(source: OperatorSource, what: string, [rows, columns]: Pair): Pair {
  if (rows >= 1 && columns >= 1) return [rows, columns];
  return source.reject(`${what} of 1 or more`, `${rows}×${columns}`, undefined, 'E_FILE');
}

/** What the operator pads by itself around the image that it reads, whose own pads count as a part of it. */
export function ownPadding(value: Value, window: Unpadded, padding: (typeof PADDINGS)[number]): Padding {
  if (padding === 'VALID') return NO_PADDING;
  const { top, left, bottom, right } = value.pads?.padding ?? NO_PADDING;
  const { height, width } = value.shape;
  return samePadding({ height: height + top + bottom, width: width + left + right }, window);
}
