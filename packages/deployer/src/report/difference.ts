// Whether one time differs from another, and by how much.
import { median, ratioInterval, type Runs } from './bootstrap';
import { holm, mannWhitneyP } from './mann-whitney';

export type Verdict = 'faster' | 'slower' | 'same' | 'unknown';

export interface Difference {
  /** This time in multiples of the baseline's. */
  readonly ratio: number;
  /** 95 % interval of the ratio, and the p-value of the Mann–Whitney test; null where there are too few rounds. */
  readonly low: number | null;
  readonly high: number | null;
  readonly p: number | null;
  readonly verdict: Verdict;
}

/** A time as measured: the figure shown, and the runs behind it. */
export interface Measured {
  readonly ns: number;
  readonly runs: Runs;
}

export const VERDICTS: Readonly<Record<Verdict, string>> = {
  faster: 'faster',
  slower: 'slower',
  same: 'no difference beyond noise',
  unknown: 'too few rounds to say',
};

/**
 * A chosen limit: where linker and system put things differs between runs, and no number of rounds of one run shows it.
 */
export const MIN_DIFFERENCE = 0.01;
const SIGNIFICANCE = 0.05;
/** With fewer on a side the test cannot reach the significance. */
const MIN_ROUNDS = 4;

export const differenceOf = (baseline: Measured, other: Measured): Difference => differencesOf([[baseline, other]])[0];

/**
 * The differences of several pairs [baseline, other], as one question: the p-values are adjusted by Holm's method. A
 * time differs if the interval of the ratio excludes 1, p < 0.05, and the ratio is at least 1 % away from 1.
 */
export function differencesOf(pairs: readonly (readonly [Measured, Measured])[]): Difference[] {
  const values = pairs.map(([a, b]) =>
    isEnough(a) && isEnough(b) ? mannWhitneyP(a.runs.flat(), b.runs.flat()) : null,
  );
  const adjusted = holm(values.filter((p) => p !== null));
  let next = 0;
  return pairs.map(([a, b], k) => {
    const ratio = b.ns / a.ns;
    if (values[k] === null) return { ratio, low: null, high: null, p: null, verdict: 'unknown' };
    const p = adjusted[next++];
    const { low, high } = ratioInterval(a.runs, b.runs);
    return { ratio, low, high, p, verdict: verdictOf(ratio, { low, high, p }) };
  });
}

function verdictOf(ratio: number, { low, high, p }: { low: number; high: number; p: number }): Verdict {
  if (p >= SIGNIFICANCE || Math.abs(ratio - 1) < MIN_DIFFERENCE) return 'same';
  return low > 1 ? 'slower' : high < 1 ? 'faster' : 'same';
}

const isEnough = ({ ns, runs }: Measured): boolean => ns > 0 && runs.flat().length >= MIN_ROUNDS;

/** What several reports of one measurement say together; reports without rounds add to the figure alone. */
export const measuredBy = (times: readonly { median_ns: number; round_medians_ns: readonly number[] }[]): Measured => ({
  ns: median(times.map(({ median_ns }) => median_ns)),
  runs: times.map(({ round_medians_ns }) => round_medians_ns).filter((rounds) => rounds.length > 0),
});
