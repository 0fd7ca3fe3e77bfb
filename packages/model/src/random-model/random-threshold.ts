// Thresholds of all forms: at least, at most, an interval, its complement, constants.
import type { Threshold } from '../layers/threshold';
import { numElements } from '../tensor';
import { append, type Draft } from './draft';
import { randomBits } from './random-values';

/** Appends a threshold whose bounds lie where sums with this standard deviation do. */
export function appendThreshold(draft: Draft, deviation: number): void {
  const { random, type } = draft;
  const perElement = random.chance(0.5);
  const length = perElement ? numElements(type) : type.channels;
  const [least, most] = random.chance(0.2) ? [-(2 ** 31), 2 ** 31 - 1] : [-32768, 32767];
  const bound = (): number =>
    random.chance(0.1) ? random.pick([least, most]) : clamp(Math.round(random.bell() * deviation), least, most);
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

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value));
