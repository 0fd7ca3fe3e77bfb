import { forward, tensor, values } from '../test-support/build';

test('float32 is summed in row-major order, one rounding each', () => {
  const [big, small] = [2 ** 24, 1];
  const mean = (x: number[]) =>
    forward({ kind: 'average-pool', element: 'float32' }, tensor('float32', [2, 2, 1], x)).data[0];
  expect(mean([big, small, small, 0])).toBe(big / 4);
  expect(mean([small, small, big, 0])).toBe((big + 2) / 4);
});

test('int32 is summed exactly, then rounded once', () => {
  const x = tensor('int32', [2, 2, 1], [2 ** 24, 1, 1, 1]);
  expect(values(forward({ kind: 'average-pool', element: 'float32' }, x))).toEqual([(2 ** 24 + 4) / 4]);
});

test('sums of int32 may leave int32', () => {
  const x = tensor('int32', [1, 3, 1], [2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1]);
  expect(values(forward({ kind: 'average-pool', element: 'float64' }, x))).toEqual([2 ** 31 - 1]);
});

test('each channel has its own mean, rounded once more by the division', () => {
  const x = tensor('float32', [1, 3, 2], [1, 10, 1, 20, 0, 30]);
  expect(values(forward({ kind: 'average-pool', element: 'float32' }, x))).toEqual([Math.fround(2 / 3), 20]);
});
