import { loadBackend } from '../backend';
import { addInOrder, addInOrderTwin } from './add-in-order';

beforeAll(async () => void (await loadBackend()));

/** Of very different sizes, so that any other order or precision gives other bits. */
const part = (rank: number, length: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin(i + rank) * 10 ** ((i * 7 + rank * 5) % 13));

test.each([0, 1, 2047, 2048, 5000])('sums of %i numbers have the bits of the twin, also in place', (length) => {
  const parts = [0, 1, 2].map((rank) => part(rank, length));
  const expected = new Float32Array(length);
  addInOrderTwin(parts, expected);
  const sums = new Float32Array(length).fill(9);
  addInOrder(parts, sums);
  expect(sums).toEqual(expected);
  addInOrder(parts, parts[1]);
  expect(parts[1]).toEqual(expected);
});

test('the order is that of the parts, and only the sum is rounded', () => {
  const sums = new Float32Array(1);
  // In float32, 1 would vanish beside 2²⁵; in float64 it does so only beside 2⁶⁰.
  addInOrder([Float32Array.of(2 ** 25), Float32Array.of(1), Float32Array.of(-(2 ** 25))], sums);
  expect(sums[0]).toBe(1);
  addInOrder([Float32Array.of(2 ** 60), Float32Array.of(1), Float32Array.of(-(2 ** 60))], sums);
  expect(sums[0]).toBe(0);
});
