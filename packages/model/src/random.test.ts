import { seededRandom } from './random';

test('the first numbers of seed 1 are those of mulberry32', () => {
  const { uniform } = seededRandom(1);
  expect([uniform(), uniform(), uniform()]).toEqual([0.6270739405881613, 0.002735721180215478, 0.5274470399599522]);
});

test('integers reach both ends and stay inside', () => {
  const { integer } = seededRandom(2);
  const drawn = new Set(Array.from({ length: 200 }, () => integer(-1, 2)));
  expect([...drawn].sort((a, b) => a - b)).toEqual([-1, 0, 1, 2]);
});

test('bell numbers have mean 0 and variance 1', () => {
  const { bell } = seededRandom(3);
  const drawn = Array.from({ length: 20000 }, bell);
  const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
  const variance = drawn.reduce((sum, x) => sum + x * x, 0) / drawn.length;
  // Standard errors are 0.007 and about 0.01; four of each.
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.04);
});
