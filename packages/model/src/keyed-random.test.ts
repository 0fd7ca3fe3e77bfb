import { randomFor, randomInteger, shuffledIndices } from './keyed-random';

test('the same key gives the same numbers, a neighbouring one others', () => {
  const draw = (...key: number[]) => {
    const random = randomFor(...key);
    return Array.from({ length: 4 }, random);
  };
  expect(draw(1, 2, 3)).toEqual(draw(1, 2, 3));
  const all = [draw(1, 2, 3), draw(1, 2, 4), draw(1, 3, 3), draw(2, 2, 3), draw(1, 2), draw(3, 2, 1)].flat();
  expect(new Set(all).size).toBe(all.length);
});

test('numbers are spread evenly', () => {
  const random = randomFor(5);
  const buckets = new Array<number>(10).fill(0);
  const draws = 20_000;
  for (let i = 0; i < draws; i++) buckets[randomInteger(random, 10)]++;
  // A bucket's count has mean 2000 and standard deviation √(20000·0.1·0.9) = 42; five of them either way.
  for (const count of buckets) expect(Math.abs(count - draws / 10)).toBeLessThan(212);
});

test('first numbers of neighbouring keys are spread evenly too', () => {
  const mean = Array.from({ length: 10_000 }, (_, i) => randomFor(1, 0, i)()).reduce((sum, x) => sum + x) / 10_000;
  // Standard deviation of the mean: √(1/12 / 10000) = 0.0029; five of them.
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.0145);
});

test('shuffled indices are all there', () => {
  expect([...shuffledIndices(100, randomFor(3))].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 100 }, (_, i) => i),
  );
  expect([...shuffledIndices(0, randomFor(3))]).toEqual([]);
});
