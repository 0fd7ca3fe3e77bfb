import { additions, direct, directFew, ring, tree, type Link } from './costs';

/** α = 100 µs, o = 10 µs, β = 1 ns per byte. */
const LINK: Link = { alpha: 100e-6, overhead: 10e-6, bitsPerSecond: 8e9 };
/** A megabyte takes 1 ms. */
const BYTES = 1_000_000;

const ms = (seconds: number): number => Number((1e3 * seconds).toFixed(6));

// By hand, in ms. On 4 hosts: ring 6·(0.1 + 0.25), tree 4·(0.1 + 1), ours 2·(0.1 + 2·0.01 + 0.75).
test.each([
  [2, { ring: 1.2, tree: 2.2, direct: 1.2 }],
  [3, { ring: 1.733333, tree: 4.4, direct: 1.553333 }],
  [4, { ring: 2.1, tree: 4.4, direct: 1.74 }],
  [1000, { ring: 201.798, tree: 22, direct: 22.158 }],
])('a sum of a megabyte over %i hosts', (n, expected) => {
  const costs = { ring: ring(LINK, n, BYTES), tree: tree(LINK, n, BYTES), direct: direct(LINK, n, BYTES) };
  expect(Object.fromEntries(Object.entries(costs).map(([name, cost]) => [name, ms(cost)]))).toEqual(expected);
});

test('few numbers go to everybody in one message', () => {
  // 0.1 + 2·0.01 + 3·0.001 ms.
  expect(ms(directFew(LINK, 4, 1000))).toBe(0.123);
  expect(ms(directFew(LINK, 2, 1000))).toBe(0.101);
});

test('one host needs no messages and no additions', () => {
  for (const cost of [ring, tree, direct, directFew]) expect(cost(LINK, 1, BYTES)).toBe(0);
  expect(Object.values(additions).map((count) => count(1))).toEqual([0, 0, 0]);
});

test('the depth of a tree is the rounded-up logarithm', () => {
  expect([2, 3, 4, 5, 8, 9, 1024, 1025].map(additions.tree)).toEqual([1, 2, 2, 3, 3, 4, 10, 11]);
});
