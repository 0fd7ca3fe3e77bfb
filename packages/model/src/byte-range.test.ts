import { byteScale } from './byte-range';

test.each([
  ['0 … 255', { low: 0, high: 255 }, { scale: 1, zeroPoint: 0 }],
  // The scale is rounded up, so that −low / scale is below 127.5.
  ['both sides of 0', { low: -1, high: 1 }, { scale: Math.fround(2 / 255), zeroPoint: 127 }],
  ['below 0 alone', { low: -5.1, high: 0 }, { scale: Math.fround(5.1 / 255), zeroPoint: 255 }],
  ['nothing but 0', { low: 0, high: 0 }, { scale: 1, zeroPoint: 0 }],
  // −low / scale is 2.5: of two nearest integers the even one.
  ['a tie', { low: -2.5, high: 252.5 }, { scale: 1, zeroPoint: 2 }],
])('bytes that cover %s', (_, range, expected) => {
  expect(byteScale(range)).toEqual(expected);
});

test('both ends have a byte within half a step', () => {
  for (const [low, high] of [
    [-0.3, 7],
    [-100, 0.001],
    [0, 1e-30],
  ]) {
    const { scale, zeroPoint } = byteScale({ low, high });
    expect(Math.abs((0 - zeroPoint) * scale - low)).toBeLessThanOrEqual(0.5001 * scale);
    expect(Math.abs((255 - zeroPoint) * scale - high)).toBeLessThanOrEqual(0.5001 * scale);
  }
});
