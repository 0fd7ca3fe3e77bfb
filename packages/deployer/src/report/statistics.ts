// The numbers that a benchmark keeps of its times.
import { BitplaneError } from '@bitplane/model';
import type { Times } from './schema';

export interface Summary {
  readonly median_ns: number;
  readonly p5_ns: number;
  readonly p95_ns: number;
  readonly min_ns: number;
}

/**
 * Of n times in ns: the median (of an even n the mean of the middle two), the nearest-rank percentiles 5 and 95, which
 * are numbers ceil(0.05·n) and ceil(0.95·n) in rising order, and the minimum. Throws E_VALUE without times.
 */
export function summarizeTimes(times: readonly number[]): Summary {
  if (times.length === 0) throw new BitplaneError('E_VALUE', 'expected at least one time, got none: raise the repeats');
  const sorted = [...times].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  const percentile = (fraction: number) => sorted[Math.ceil(fraction * sorted.length) - 1];
  return { median_ns: median, p5_ns: percentile(0.05), p95_ns: percentile(0.95), min_ns: sorted[0] };
}

/** The same of all rounds together, and each round's median. */
export const summarizeRounds = (rounds: readonly (readonly number[])[]): Times => ({
  ...summarizeTimes(rounds.flat()),
  round_medians_ns: rounds.map((times) => summarizeTimes(times).median_ns),
});
