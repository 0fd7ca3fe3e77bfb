// Where two results that must agree differ first.

export interface Difference {
  readonly image: number;
  readonly layer: string;
  readonly index: number;
  readonly expected: number;
  readonly got: number;
}

export const describeDifference = ({ image, layer, index, expected, got }: Difference): string =>
  `image ${image}, layer '${layer}', element ${index}: expected ${expected}, got ${got}`;

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
