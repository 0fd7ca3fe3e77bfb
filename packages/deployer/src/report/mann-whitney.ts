// Whether two samples come from one distribution: the test of Mann and Whitney.
import { BitplaneError } from '@bitplane/model';

/** Above this many values the exact distribution would take long, and the approximation is as good. */
const MAX_EXACT = 60;

/**
 * The two-sided p-value of the rank-sum test of Mann and Whitney (Ann. Math. Statist. 18, 1947). Ties get their mean
 * rank. Up to 60 values in all, the exact probability, given the ties, of a rank sum at least as far from its mean, by
 * the shift algorithm of Streitberg and Röhmel (Statistical Software Newsletter 12, 1986); above, the normal
 * approximation with corrections for ties and continuity. Throws E_VALUE for an empty sample.
 */
export function mannWhitneyP(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || b.length === 0) throw new BitplaneError('E_VALUE', 'expected two samples, got an empty one');
  const ranks = doubledRanks([...a, ...b]);
  const sum = ranks.slice(0, a.length).reduce((total, rank) => total + rank, 0);
  return ranks.length <= MAX_EXACT ? exactP(ranks, a.length, sum) : approximateP(ranks, a.length, sum);
}

/** Twice the mean rank of each value, which is a whole number. */
function doubledRanks(values: readonly number[]): number[] {
  const sorted = [...values].sort((x, y) => x - y);
  const twice = new Map<number, number>();
  for (let first = 0; first < sorted.length;) {
    let end = first + 1;
    while (sorted[end] === sorted[first]) end++;
    twice.set(sorted[first], first + 1 + end);
    first = end;
  }
  return values.map((value) => twice.get(value)!);
}

/** Counts the choices of `size` ranks by their sum. */
function exactP(ranks: readonly number[], size: number, sum: number): number {
  const total = ranks.reduce((all, rank) => all + rank, 0);
  const counts = Array.from({ length: size + 1 }, () => new Float64Array(total + 1));
  counts[0][0] = 1;
  for (const rank of ranks) {
    for (let chosen = size; chosen >= 1; chosen--) {
      for (let s = total; s >= rank; s--) counts[chosen][s] += counts[chosen - 1][s - rank];
    }
  }
  const mean = (size * total) / ranks.length;
  let extreme = 0;
  let all = 0;
  for (const [s, count] of counts[size].entries()) {
    all += count;
    if (Math.abs(s - mean) >= Math.abs(sum - mean) - 1e-9) extreme += count;
  }
  return extreme / all;
}

function approximateP(ranks: readonly number[], size: number, sum: number): number {
  const n = ranks.length;
  const others = n - size;
  const tied = [...countEach(ranks).values()].reduce((total, t) => total + t ** 3 - t, 0);
  const variance = ((size * others) / 12) * (n + 1 - tied / (n * (n - 1)));
  if (variance === 0) return 1;
  const distance = Math.max(0, Math.abs(sum / 2 - (size * (n + 1)) / 2) - 0.5);
  return Math.min(1, 2 * upperTail(distance / Math.sqrt(variance)));
}

function countEach(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** P(Z > z) of the normal distribution, z ≥ 0, to 7.5e-8: Abramowitz and Stegun 26.2.17. */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const polynomial = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}

/** Holm's adjustment (Scand. J. Statist. 6, 1979): each p-value as it counts among all of them, in their order. */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, k) => k).sort((x, y) => values[x] - values[y]);
  const adjusted = new Array<number>(values.length);
  let max = 0;
  for (const [position, k] of order.entries()) {
    max = Math.max(max, Math.min(1, (values.length - position) * values[k]));
    adjusted[k] = max;
  }
  return adjusted;
}
