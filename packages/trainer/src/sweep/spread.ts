// How results differ from seed to seed.

export interface Spread {
  readonly mean: number;
  /** Of the sample, with n − 1; null for one value. */
  readonly standardDeviation: number | null;
  readonly min: number;
  readonly max: number;
}

/** Null: there are no values. The order of the values is that of the sums, so that equal lists give equal bits. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    standardDeviation: values.length === 1 ? null : Math.sqrt(squares / (values.length - 1)),
    min: Math.min(...values),
    max: Math.max(...values),
  };
}
