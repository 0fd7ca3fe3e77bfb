import { mixUp } from './mixup';

/** The last image's follower is the first one, as in a whole batch. */
const batchOf = (count: number, first = new Float32Array(1)) => ({
  labels: Int32Array.from({ length: count }, (_, i) => i),
  indices: Uint32Array.from({ length: count }, (_, i) => 100 + i),
  follower: { values: first, label: 0 },
});
const PLACE = { alpha: 0.4, seed: 1, epoch: 3 };

test('each image is mixed with the next one as it was, the last with the first', () => {
  const before = Float32Array.from([0, 10, 100, 110, 200, 210]);
  const values = before.slice();
  const { shares, partnerLabels } = mixUp(values, batchOf(3, before.slice(0, 2)), PLACE);
  expect([...partnerLabels]).toEqual([1, 2, 0]);
  for (let i = 0; i < 3; i++) {
    for (let k = 0; k < 2; k++) {
      const [own, next] = [before[2 * i + k], before[2 * ((i + 1) % 3) + k]];
      expect(values[2 * i + k]).toBeCloseTo(shares[i] * own + (1 - shares[i]) * next, 3);
    }
  }
});

test('the same place in the run mixes alike, another one does not', () => {
  const shares = (epoch: number) => [...mixUp(new Float32Array(8), batchOf(8), { ...PLACE, epoch }).shares];
  expect(shares(3)).toEqual(shares(3));
  expect(shares(3)).not.toEqual(shares(4));
});

test.each([0.2, 1])('with α = %d the larger shares have the mean of Beta(α, α)’s larger half', (alpha) => {
  const count = 20_000;
  const { shares } = mixUp(new Float32Array(count), batchOf(count), { ...PLACE, alpha });
  const mean = shares.reduce((sum, share) => sum + share, 0) / count;
  // E max(λ, 1 − λ) = ½ + Γ(2α)/(Γ(α)²·α·4^α), by integrating |λ − ½| over the density; α = 1 gives ¾.
  const gamma: Readonly<Record<number, number>> = { 0.2: 4.5908437, 0.4: 2.2181595, 1: 1, 2: 1 };
  const expected = 0.5 + gamma[2 * alpha] / (gamma[alpha] ** 2 * alpha * 4 ** alpha);
  // A standard deviation of at most ¼, five of the mean's.
  expect(Math.abs(mean - expected)).toBeLessThan((5 * 0.25) / Math.sqrt(count));
  expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.5);
});
