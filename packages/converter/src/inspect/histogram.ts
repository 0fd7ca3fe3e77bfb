// How bounds or weights are spread, in a line of text.

const BARS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const NUM_BINS = 16;

export interface Histogram {
  readonly min: number;
  readonly max: number;
  /** Of equal width from min to max; a value on an edge counts in the bin above it, max in the last one. */
  readonly counts: readonly number[];
}

/** Of at least one value. */
export function histogramOf(values: ArrayLike<number>): Histogram {
  let [min, max] = [Infinity, -Infinity];
  for (let k = 0; k < values.length; k++) [min, max] = [Math.min(min, values[k]), Math.max(max, values[k])];
  const counts = new Array<number>(NUM_BINS).fill(0);
  const width = (max - min) / NUM_BINS;
  for (let k = 0; k < values.length; k++) {
    counts[width === 0 ? 0 : Math.min(NUM_BINS - 1, Math.floor((values[k] - min) / width))]++;
  }
  return { min, max, counts };
}

/** "−12 ▁▂█▃ 40": the largest bin is a full bar, and a bin that is not empty shows at least the lowest one. */
export function histogramText({ min, max, counts }: Histogram): string {
  const largest = Math.max(...counts);
  const bars = counts.map((count) => BARS[Math.ceil((count / largest) * (BARS.length - 1))]);
  return `${number(min)} ${bars.join('')} ${number(max)}`;
}

const number = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(4));
