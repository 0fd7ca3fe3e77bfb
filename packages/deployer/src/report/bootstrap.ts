// How sure a ratio of times is, from the rounds that they were measured in.

/** Runs of a program, each with the median of each round. */
export type Runs = readonly (readonly number[])[];

export interface Interval {
  readonly low: number;
  readonly high: number;
}

const NUM_RESAMPLES = 2000;
const CONFIDENCE = 0.95;

/**
 * The 95 % percentile interval (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13) of
 * time(after)/time(before), where a time is the median over runs of the medians over rounds. Runs are drawn with
 * replacement, then rounds within each run, so that differences between runs count where there are several. The same
 * numbers give the same interval. Each side has at least one run, each run at least one round.
 */
export function ratioInterval(before: Runs, after: Runs): Interval {
  const random = mulberry32(1);
  const ratios = Array.from({ length: NUM_RESAMPLES }, () => resample(after, random) / resample(before, random));
  ratios.sort((a, b) => a - b);
  const at = (fraction: number) => ratios[Math.min(ratios.length - 1, Math.floor(fraction * ratios.length))];
  return { low: at((1 - CONFIDENCE) / 2), high: at((1 + CONFIDENCE) / 2) };
}

const resample = (runs: Runs, random: () => number): number =>
  runs.length === 1
    ? medianOfDrawn(runs[0], random)
    : median(runs.map(() => medianOfDrawn(runs[Math.floor(random() * runs.length)], random)));

/** Thousands of times for each layer: typed arrays sort several times faster. */
function medianOfDrawn(rounds: readonly number[], random: () => number): number {
  const drawn = new Float64Array(rounds.length);
  for (let k = 0; k < drawn.length; k++) drawn[k] = rounds[Math.floor(random() * rounds.length)];
  return middleOf(drawn.sort());
}

/** The middle value, or the mean of the middle two. */
export const median = (values: readonly number[]): number => middleOf(Float64Array.from(values).sort());

function middleOf(sorted: Float64Array): number {
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}

/** Numbers in [0, 1): mulberry32 by Tommy Ettinger, public domain. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
