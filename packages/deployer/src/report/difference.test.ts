import { ratioInterval } from './bootstrap';
import { differenceOf, differencesOf, measuredBy, type Measured } from './difference';

const ROUNDS = [-4, 3, 0, -2, 5, -1, 2, -3, 1, 4];
/** Ten rounds around a time, `spread` thousandths wide. */
const around = (ns: number, spread = 1): Measured =>
  measuredBy([{ median_ns: ns, round_medians_ns: ROUNDS.map((k) => ns * (1 + (spread * k) / 1000)) }]);

test('the interval of a ratio holds it, is the same again, and is a point without noise', () => {
  const { low, high } = ratioInterval(around(100).runs, around(120).runs);
  expect(low).toBeLessThan(1.2);
  expect(high).toBeGreaterThan(1.2);
  expect(high - low).toBeLessThan(0.02);
  expect(ratioInterval(around(100).runs, around(120).runs)).toEqual({ low, high });
  expect(ratioInterval([[5, 5]], [[10, 10, 10]])).toEqual({ low: 2, high: 2 });
});

// A mean of n normal values has a 95 % interval of 2 · 1.96 · σ/√n; a median's is √(π/2) as wide, of many values.
test('the interval is as wide as theory says', () => {
  const normal = Array.from({ length: 400 }, (_, k) => quantile((k + 0.5) / 400));
  const { low, high } = ratioInterval([[1]], [normal.map((z) => 100 + z)]);
  const expected = (2 * 1.96 * Math.sqrt(Math.PI / 2)) / Math.sqrt(400);
  expect(high - low).toBeGreaterThan(0.8 * expected);
  expect(high - low).toBeLessThan(1.2 * expected);
});

/** Of the normal distribution, by bisection of its distribution function, integrated numerically. */
function quantile(fraction: number): number {
  let [low, high] = [-5, 5];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (distribution(middle) < fraction) low = middle;
    else high = middle;
  }
  return low;
}
function distribution(z: number): number {
  const steps = 200;
  const width = z / steps;
  let sum = 0;
  for (let k = 0; k < steps; k++) sum += Math.exp(-(((k + 0.5) * width) ** 2) / 2);
  return 0.5 + (sum * width) / Math.sqrt(2 * Math.PI);
}

test.each([
  ['slower', around(120), 'slower', 1.2],
  ['faster', around(80), 'faster', 0.8],
  ['the same', around(100), 'same', 1],
  ['half a per cent slower, which is too little', around(100.5, 0.1), 'same', 1.005],
  ['3 % slower in rounds that differ by 10 %', around(103, 20), 'same', 1.03],
])('a time that is %s', (_, other, verdict, ratio) => {
  const difference = differenceOf(around(100), other);
  expect(difference.verdict).toBe(verdict);
  expect(difference.ratio).toBeCloseTo(ratio, 12);
});

test('nothing is said of fewer than four rounds', () => {
  const few = measuredBy([{ median_ns: 50, round_medians_ns: [50, 51, 52] }]);
  expect(differenceOf(around(100), few)).toEqual({ ratio: 0.5, low: null, high: null, p: null, verdict: 'unknown' });
});

test('several runs that differ widen the interval, though each is steady', () => {
  const run = (ns: number) => ({ median_ns: ns, round_medians_ns: ROUNDS.map((k) => ns * (1 + k / 10_000)) });
  const one = differenceOf(measuredBy([run(100)]), measuredBy([run(104)]));
  const runs = [98, 100, 102, 106, 108];
  const five = differenceOf(measuredBy(runs.map(run)), measuredBy(runs.map((ns) => run(ns * 1.04))));
  expect(one.verdict).toBe('slower');
  expect(five.ratio).toBeCloseTo(1.04, 12);
  expect(five.high! - five.low!).toBeGreaterThan(5 * (one.high! - one.low!));
  expect(five.verdict).toBe('same');
});

test('many layers are many chances: p-values are adjusted', () => {
  const pair = [around(100), around(103, 4)] as const;
  const [alone] = differencesOf([pair]);
  const many = differencesOf(Array.from({ length: 40 }, () => pair));
  expect(many[0].p).toBeGreaterThan(alone.p!);
});
