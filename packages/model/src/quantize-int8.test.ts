import { quantizeInt8, roundHalfEven } from './quantize-int8';

test.each([
  [0.5, 0],
  [1.5, 2],
  [2.5, 2],
  [-0.5, 0],
  [-1.5, -2],
  [-2.5, -2],
  [0.49999999999999994, 0],
  [-126.5, -126],
])('rounds %d to %d: of two equally near integers the even one', (x, expected) => {
  expect(roundHalfEven(x) + 0).toBe(expected);
});

test('each filter has a scale of its own, float32, and reaches ±127', () => {
  const { values, scales } = quantizeInt8(Float32Array.of(0.5, -0.25, 0.1, -3, 0, 1), 2);
  expect([...scales]).toEqual([Math.fround(0.5 / 127), Math.fround(3 / 127)]);
  expect([...values]).toEqual([127, -64, 25, -127, 0, 42]);
});

test('a filter of zeros has scale 1', () => {
  expect(quantizeInt8(new Float32Array(4), 2)).toEqual({ values: new Int8Array(4), scales: Float32Array.of(1, 1) });
});

test('a filter so small that its scale is 0 in float32 has scale 1', () => {
  const { values, scales } = quantizeInt8(Float32Array.of(2 ** -149), 1);
  expect([values[0], scales[0]]).toEqual([0, 1]);
});

test('a scale that float32 rounded down does not push weights beyond ±127', () => {
  for (let seed = 1; seed < 2000; seed++) {
    const { values } = quantizeInt8(Float32Array.of(seed / 1999, -seed / 1999), 1);
    expect([...values]).toEqual([127, -127]);
  }
});
