import { errorCode, forward, MIN_FLOAT32, tensor, values } from '../test-support/build';

const sum = (planes: number, ...scales: number[]) =>
  ({ kind: 'plane-sum', element: 'float32', planes, scales: Float32Array.from(scales) }) as const;

test('plane p of filter f is channel p·F + f', () => {
  const acc = tensor('int32', [1, 2, 4], [1, 2, 3, 4, -1, -2, -3, -4]);
  const y = forward(sum(2, 1, 10, 100, 1000), acc);
  expect([y.element, y.channels, ...values(y)]).toEqual(['float32', 2, 301, 4020, -301, -4020]);
});

test('products and sums are rounded to float32 each, in the order of the planes', () => {
  const third = Math.fround(1 / 3);
  const acc = tensor('int32', [1, 1, 3], [7, -5, 11]);
  const [a, b, c] = [7, -5, 11].map((value) => Math.fround(third * value));
  expect(values(forward(sum(3, third, third, third), acc))).toEqual([Math.fround(Math.fround(a + b) + c)]);

  const big = tensor('int32', [1, 1, 3], [2 ** 23, 1, 1]);
  expect(values(forward(sum(3, 2, 1, 1), big))).toEqual([2 ** 24]);
  const exact = { ...sum(3), element: 'float64', scales: Float64Array.of(2, 1, 1) } as const;
  expect(values(forward(exact, big))).toEqual([2 ** 24 + 2]);
});

test('the first product is the beginning: 0 times a negative scale is −0', () => {
  expect(values(forward(sum(1, -1), tensor('int32', [1, 1, 1], [0])))).toEqual([-0]);
  expect(values(forward(sum(2, -1, 1), tensor('int32', [1, 1, 2], [0, 0])))).toEqual([0]);
});

test('subnormal products are not flushed', () => {
  expect(values(forward(sum(1, MIN_FLOAT32), tensor('int32', [1, 1, 1], [3])))).toEqual([3 * MIN_FLOAT32]);
});

test.each([
  [sum(0), 'E_LAYER', 'planes: expected an integer of 1 or more, got 0'],
  [sum(2, 1, 1, 1), 'E_LAYER', 'planes: expected a divisor of 3 channels, at most 16, got 2'],
  [sum(3, 1, 1), 'E_SHAPE', 'scales: expected 3 elements, got 2'],
  [sum(3, 1, 1, NaN), 'E_VALUE', 'scales[2]: expected a finite number, got NaN'],
])('rejects %j', (layer, code, message) => {
  const rejected = () => forward(layer, tensor('int32', [1, 1, 3], [0, 0, 0]));
  expect(rejected).toThrow(message);
  expect(errorCode(rejected)).toBe(code);
});

test('rejects more than 16 planes', () => {
  const layer = sum(17, ...new Float32Array(17));
  expect(() => forward(layer, tensor('int32', [1, 1, 17], new Int32Array(17)))).toThrow('at most 16, got 17');
});

test('rejects sums that float32 may not hold', () => {
  expect(values(forward(sum(1, 1), tensor('int32', [1, 1, 1], [1 - 2 ** 24])))).toEqual([1 - 2 ** 24]);
  expect(() => forward(sum(1, 1), tensor('int32', [1, 1, 1], [-(2 ** 24)]))).toThrow('expected less than 2^24 in size');
});
