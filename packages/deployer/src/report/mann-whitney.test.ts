// Values by scipy 1.x, mannwhitneyu: method exact, an exact permutation test for ties, asymptotic.
import { holm, mannWhitneyP } from './mann-whitney';

const range = (length: number, value: (k: number) => number) => Array.from({ length }, (_, k) => value(k));

test.each([
  ['small samples', [19, 22, 16, 29, 24], [20, 11, 17, 12], 0.1111111111111111],
  ['samples that do not overlap', [1, 2, 3, 4, 5], [6, 7, 8, 9, 10], 0.007936507936507936],
  ['ties', [1, 2, 2, 3], [2, 3, 3, 4], 0.2857142857142857],
])('is exact for %s', (_, a, b, p) => {
  expect(mannWhitneyP(a, b)).toBeCloseTo(p, 12);
  expect(mannWhitneyP(b, a)).toBeCloseTo(p, 12);
});

test.each([
  ['large samples', range(40, (k) => 2 * k), range(40, (k) => 2 * k + 11), 0.049090804709638],
  [
    'large samples with ties',
    range(40, (k) => Math.floor(k / 3)),
    range(40, (k) => Math.floor(k / 3) + 2),
    0.033433286963945895,
  ],
])('is approximated for %s', (_, a, b, p) => {
  expect(mannWhitneyP(a, b)).toBeCloseTo(p, 6);
});

test('equal values are no difference', () => {
  expect(mannWhitneyP([3, 3, 3, 3], [3, 3, 3, 3])).toBe(1);
  expect(
    mannWhitneyP(
      range(40, () => 3),
      range(40, () => 3),
    ),
  ).toBe(1);
  expect(() => mannWhitneyP([], [1])).toThrow('an empty one');
});

test("Holm's adjustment, worked out by hand", () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  expect(holm([0.5, 0.9])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});
