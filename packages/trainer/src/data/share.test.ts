import { shareOf } from './share';

const batchOf = (length: number): Uint32Array => Uint32Array.from({ length }, (_, i) => 10 + i);

test.each([
  [64, 2],
  [64, 3],
  [5, 4],
  [2, 2],
])('%d images among %d ranks: all of them, in order, in parts of nearly the same size', (length, size) => {
  const parts = Array.from({ length: size }, (_, rank) => shareOf(batchOf(length), { rank, size }));
  expect(parts.flatMap(({ indices }) => [...indices])).toEqual([...batchOf(length)]);
  expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  parts.forEach(({ indices, share, next }, rank) => {
    expect(Math.abs(indices.length - length / size)).toBeLessThan(1);
    expect(share).toBe(indices.length / length);
    expect(next).toBe(parts[(rank + 1) % size].indices[0]);
  });
});

test('with more ranks than images each rank has one, and those without one of their own do not count', () => {
  const parts = [0, 1, 2].map((rank) => shareOf(batchOf(2), { rank, size: 3 }));
  expect(parts.map(({ indices }) => indices.length)).toEqual([1, 1, 1]);
  expect(parts.map(({ share }) => share)).toEqual([0, 0.5, 0.5]);
});

test('one process has the whole batch, whose last image is followed by the first', () => {
  const { indices, next, share } = shareOf(batchOf(3), { rank: 0, size: 1 });
  expect([[...indices], next, share]).toEqual([[10, 11, 12], 10, 1]);
});
