// Thresholds of all forms: at least, at most, an interval, its complement, constants, several planes of several
// intervals.
import type { MultiThreshold } from '../layers/multi-threshold';
import type { Threshold } from '../layers/threshold';
import { numElements } from '../tensor';
import type { Random } from '../random';
import { append, type Draft } from './draft';
import { randomBits } from './random-values';

/** Appends a threshold whose bounds lie where sums with this standard deviation do. */
export function appendThreshold(draft: Draft, deviation: number): void {
  const { random, type } = draft;
  const perElement = random.chance(0.5);
  const length = perElement ? numElements(type) : type.channels;
  const bound = boundsNear(random, deviation);
  const lower = Int32Array.from({ length }, bound);
  // Some uppers lie below their lowers: the empty set, a constant.
  const upper = random.chance(0.5) ? null : Int32Array.from({ length }, bound);
  const threshold: Omit<Threshold, 'name' | 'inputs'> = {
    kind: 'threshold',
    perElement,
    lower,
    upper,
    flip: randomBits(random, length),
  };
  append(draft, threshold);
}

/** Appends one of up to four planes. */
export function appendMultiThreshold(draft: Draft, deviation: number): void {
  const { random, type } = draft;
  const perElement = random.chance(0.3);
  const [planes, intervals] = [random.integer(1, 4), random.pick([1, 2, 3, 5])];
  const length = planes * intervals * (perElement ? numElements(type) : type.channels);
  const bound = boundsNear(random, deviation);
  const multiThreshold: Omit<MultiThreshold, 'name' | 'inputs'> = {
    ...{ kind: 'multi-threshold', perElement, planes, intervals },
    lower: Int32Array.from({ length }, bound),
    upper: Int32Array.from({ length }, bound),
  };
  append(draft, multiThreshold);
}

/** Draws bounds near sums with this standard deviation, sometimes the min or max of 16 or 32 bits. */
function boundsNear(random: Random, deviation: number): () => number {
  const [min, max] = random.chance(0.2) ? [-(2 ** 31), 2 ** 31 - 1] : [-32768, 32767];
  return () => (random.chance(0.1) ? random.pick([min, max]) : clamp(Math.round(random.bell() * deviation), min, max));
}

const clamp = (value: number, min: number, max: number): number => Math.max(min, Math.min(max, value));
