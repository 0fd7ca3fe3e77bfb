import { seededRandom, type Random, type ScalarStep } from '@bitplane/model';
import { positiveAccumulators, positivePlanes } from './accumulator-set';
import { thresholdElement } from './threshold-element';

const RANGE = { lower: -40, upper: 40 };

const add = (offset: number): ScalarStep => ({ apply: (x) => x + offset, bendsAtZero: false });
const scale = (factor: number): ScalarStep => ({ apply: (x) => factor * x, bendsAtZero: false });
const rectify = (slope: number): ScalarStep => ({ apply: (x) => (x >= 0 ? x : slope * x), bendsAtZero: slope < 0 });

/** By trying every integer. */
const enumerated = (steps: readonly ScalarStep[]): number[] =>
  Array.from({ length: 81 }, (_, k) => k - 40).filter((acc) => steps.reduce((x, step) => step.apply(x), acc) >= 0);

const CHAINS: [string, readonly ScalarStep[]][] = [
  ['a rising line', [add(2.5)]],
  ['a sum exactly on the threshold', [add(-7)]],
  ['a falling line', [scale(-0.3), add(4)]],
  ['a constant above zero', [scale(0), add(1)]],
  ['a constant below zero', [scale(0), add(-1)]],
  ['zero itself', [scale(0)]],
  ['a PReLU with a slope above zero', [add(1), rectify(0.25), add(3), scale(2)]],
  ['a PReLU with slope zero', [add(1), rectify(0), add(-0.5)]],
  ['a PReLU that falls below zero and rises above', [add(1), rectify(-0.5), add(-6)]],
  ['the same, turned over', [add(1), rectify(-0.5), scale(-1), add(6)]],
  ['a bend that never matters', [add(100), rectify(-0.5), add(-90)]],
];

test.each(CHAINS)('%s: the set is what trying every integer gives', (_, steps) => {
  const set = positiveAccumulators(steps, RANGE);
  const members = set.flatMap(({ lower, upper }) => Array.from({ length: upper - lower + 1 }, (__, k) => lower + k));
  expect(members).toEqual(enumerated(steps));
});

test.each(CHAINS)('%s: the threshold says the same', (_, steps) => {
  const element = thresholdElement(positiveAccumulators(steps, RANGE), RANGE)!;
  const members = Array.from({ length: 81 }, (__, k) => k - 40).filter(
    (acc) => (acc >= element.lower && (element.upper === null || acc <= element.upper)) !== (element.flip === 1),
  );
  expect(members).toEqual(enumerated(steps));
});

test('random chains: the set is what trying every integer gives', () => {
  for (let seed = 0; seed < 500; seed++) {
    const steps = randomChain(seededRandom(seed));
    const set = positiveAccumulators(steps, RANGE);
    const members = set.flatMap(({ lower, upper }) => Array.from({ length: upper - lower + 1 }, (_, k) => lower + k));
    expect({ seed, members }).toEqual({ seed, members: enumerated(steps) });
  }
});

/** Bias, slope, norm, once or twice; half of the numbers are whole, so that ends of intervals meet sums exactly. */
function randomChain(random: Random): ScalarStep[] {
  const number = () => (random.chance(0.5) ? random.integer(-3, 3) : random.bell());
  const block = () => [add(10 * number()), rectify(number()), scale(number()), add(10 * number())];
  return random.chance(0.5) ? block() : [...block(), ...block()];
}

test('two bends can leave three pieces, for which there is no threshold', () => {
  const set = positiveAccumulators([rectify(-1), add(-20), rectify(-1), add(-5)], RANGE);
  expect(set).toHaveLength(3);
  expect(thresholdElement(set, RANGE)).toBeNull();
});

test('a range of 10^8 sums takes a few dozen evaluations', () => {
  let evaluations = 0;
  const counted: ScalarStep = { apply: (x) => (evaluations++, x - 12_345_678), bendsAtZero: false };
  const range = { lower: -1e8, upper: 1e8 };
  expect(positiveAccumulators([counted], range)).toEqual([{ lower: 12_345_678, upper: 1e8 }]);
  expect(evaluations).toBeLessThan(50);
});

const SCALES: number[][] = [[1], [8, 4], [3, 3, 3], [2, 5, 0.25, 7]];

test.each(CHAINS.flatMap(([name, steps]) => SCALES.map((scales) => ({ name, steps, scales }))))(
  '$name in planes of $scales: the sets are what trying every integer gives',
  ({ steps, scales }) => {
    const planes = positivePlanes(steps, scales, RANGE);
    for (let acc = RANGE.lower; acc <= RANGE.upper; acc++) {
      let rest = steps.reduce((x, step) => step.apply(x), acc);
      const signs = scales.map((scale) => {
        const isPositive = rest >= 0;
        rest -= isPositive ? scale : -scale;
        return isPositive;
      });
      expect(planes.map((set) => set.some(({ lower, upper }) => lower <= acc && acc <= upper))).toEqual(signs);
    }
  },
);
