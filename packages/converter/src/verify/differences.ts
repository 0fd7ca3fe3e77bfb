// Where two results that must agree differ first.
import type { Shape } from '@bitplane/model';

export interface Difference {
  readonly image: number;
  readonly layer: string;
  readonly index: number;
  readonly expected: number;
  readonly got: number;
}

/** The same with the element's place in a tensor [height, width, channels]. */
export interface Place extends Difference {
  readonly row: number;
  readonly column: number;
  readonly channel: number;
}

export const placeOf = (difference: Difference, { width, channels }: Shape): Place => ({
  ...difference,
  row: Math.floor(difference.index / (width * channels)),
  column: Math.floor(difference.index / channels) % width,
  channel: difference.index % channels,
});

export function describeDifference(found: Difference | Place): string {
  const { image, layer, index, expected, got } = found;
  const pixel = 'row' in found ? ` (row ${found.row}, column ${found.column}, channel ${found.channel})` : '';
  return `image ${image}, layer '${layer}', element ${index}${pixel}: expected ${expected}, got ${got}`;
}

/** The first index at which the values differ, floats bit by bit (so −0 ≠ 0); −1 if they agree. */
export const firstOtherBits = (expected: ArrayLike<number>, got: ArrayLike<number>): number =>
  firstIndex(expected, got, (a, b) => !Object.is(a, b));

/** The first index at which the values are further apart than `tolerance` (or one is NaN); −1 if none is. */
export const firstBeyond = (expected: ArrayLike<number>, got: ArrayLike<number>, tolerance: number): number =>
  firstIndex(expected, got, (a, b) => !(Math.abs(a - b) <= tolerance));

function firstIndex(
  expected: ArrayLike<number>,
  got: ArrayLike<number>,
  differ: (expected: number, got: number) => boolean,
): number {
  const length = Math.max(expected.length, got.length);
  for (let index = 0; index < length; index++) if (differ(expected[index], got[index])) return index;
  return -1;
}
