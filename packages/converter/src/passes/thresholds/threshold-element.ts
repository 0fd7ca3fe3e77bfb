// One element's set of accumulators in the form that a threshold stores.
import type { Interval } from './integer-set';

/** +1 iff (lower ≤ acc ≤ upper) XOR flip; upper null: no upper bound. */
export interface ThresholdElement {
  readonly lower: number;
  readonly upper: number | null;
  readonly flip: 0 | 1;
}

export const isSameElement = (a: ThresholdElement, b: ThresholdElement): boolean =>
  a.lower === b.lower && a.upper === b.upper && a.flip === b.flip;

/**
 * Smallest form of a set within a range: nothing, everything, acc ≥ t, acc ≤ t (that is not acc ≥ t + 1), an interval,
 * or the complement of one. Null when the set is none of these.
 */
export function thresholdElement(set: readonly Interval[], range: Interval): ThresholdElement | null {
  if (set.length === 0) return { lower: range.lower, upper: null, flip: 1 };
  const [first, second] = set;
  const fromBottom = first.lower === range.lower;
  if (set.length === 1) {
    const toTop = first.upper === range.upper;
    if (toTop) return { lower: first.lower, upper: null, flip: 0 };
    return fromBottom ? { lower: first.upper + 1, upper: null, flip: 1 } : { ...first, flip: 0 };
  }
  const isComplement = set.length === 2 && fromBottom && second.upper === range.upper;
  return isComplement ? { lower: first.upper + 1, upper: second.lower - 1, flip: 1 } : null;
}
