// Sets of integers by the places where they begin and end: what MultiThreshold counts.

/** All whole numbers from `lower` to `upper`; none where lower > upper. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The ascending numbers at which a walk upwards from −limit enters or leaves the union of the intervals: x with |x| <
 * limit is in it iff an odd number of them is ≤ x.
 */
export function edgesOf(intervals: readonly Interval[], limit: number): number[] {
  const cut = intervals
    .map(({ lower, upper }) => ({ lower: Math.max(lower, -limit), upper: Math.min(upper, limit) }))
    .filter(({ lower, upper }) => lower <= upper)
    .sort((a, b) => a.lower - b.lower);
  const edges: number[] = [];
  for (const { lower, upper } of cut) {
    if (edges.length > 0 && lower <= edges.at(-1)!) edges.push(Math.max(edges.pop()!, upper + 1));
    else edges.push(lower, upper + 1);
  }
  return edges.filter((edge) => edge < limit);
}

/** What is in none of the intervals. */
export const complement = ({ lower, upper }: Interval): Interval[] =>
  lower > upper
    ? [{ lower: -Infinity, upper: Infinity }]
    : [
        { lower: -Infinity, upper: lower - 1 },
        { lower: upper + 1, upper: Infinity },
      ];
