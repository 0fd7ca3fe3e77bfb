// Sets of integers as sorted, disjoint intervals, and the exact set on which a piecewise monotone function is ≥ 0.

/** Both ends belong to it; lower ≤ upper. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Splits an interval where a predicate that changes its value at most once on it changes it. Returns one interval or
 * two. Bisection: ceil(log2(size)) evaluations, so that the 10^8 sums of an int8 layer cost no more than 27.
 */
export function splitAtChange({ lower, upper }: Interval, predicate: (x: number) => boolean): Interval[] {
  const first = predicate(lower);
  if (predicate(upper) === first) return [{ lower, upper }];
  let [same, changed] = [lower, upper];
  while (changed - same > 1) {
    const middle = Math.floor((same + changed) / 2);
    if (predicate(middle) === first) same = middle;
    else changed = middle;
  }
  return [
    { lower, upper: same },
    { lower: changed, upper },
  ];
}

/** Joins neighbours: [1, 3] and [4, 9] are [1, 9]. Expects them sorted. */
export function joinNeighbours(intervals: readonly Interval[]): Interval[] {
  const joined: Interval[] = [];
  for (const interval of intervals) {
    const last = joined.at(-1);
    if (last !== undefined && last.upper + 1 === interval.lower)
      joined[joined.length - 1] = { ...last, upper: interval.upper };
    else joined.push(interval);
  }
  return joined;
}
