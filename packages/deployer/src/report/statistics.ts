// The numbers that a benchmark keeps of its times.
import { BitplaneError } from '@bitplane/model';

export interface Summary {
  readonly median_ns: number;
  readonly p95_ns: number;
  readonly min_ns: number;
}

/**
 * Of n times in ns: the median (of an even n the mean of the middle two), the nearest-rank 95th percentile, which is
 * number ceil(0.95·n) in rising order, and the least. Throws E_VALUE without times.
 */
export function summarizeTimes(times: readonly number[]): Summary {
  if (times.length === 0) throw new BitplaneError('E_VALUE', 'expected at least one time, got none: raise the repeats');
  const sorted = [...times].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return { median_ns: median, p95_ns: sorted[Math.ceil(0.95 * sorted.length) - 1], min_ns: sorted[0] };
}
