import { errorCode, forward, MIN_FLOAT32, tensor, values } from '../test-support/build';

const dense = (weights: number[], scale: number[], offset: number[] | null = null) =>
  ({
    kind: 'int8-dense',
    element: 'float32',
    filters: scale.length,
    weights: Int8Array.from(weights),
    scale: Float32Array.from(scale),
    offset: offset && Float32Array.from(offset),
  }) as const;

test('weights go row-major over rows, columns and channels; then scale, then offset', () => {
  const x = tensor('float32', [1, 2, 2], [1, 10, 100, 1000]);
  const layer = dense([1, 2, 3, 4, -1, 0, 0, 0], [0.5, 2], [1, -1]);
  const y = forward(layer, x);
  expect([y.element, y.height, y.width, y.channels]).toEqual(['float32', 1, 1, 2]);
  expect(values(y)).toEqual([4321 / 2 + 1, -3]);
});

test('each product and each sum is rounded to float32 in order, in float64 not', () => {
  const x = [2 ** 24, 1, 1, -(2 ** 24)];
  const layer = dense([1, 1, 1, 1], [1]);
  expect(values(forward(layer, tensor('float32', [1, 1, 4], x)))).toEqual([0]);
  const exact = { ...layer, element: 'float64', scale: Float64Array.of(1) } as const;
  expect(values(forward(exact, tensor('float64', [1, 1, 4], x)))).toEqual([2]);

  const tenth = Math.fround(0.1);
  const [a, b] = [Math.fround(127 * tenth), Math.fround(-101 * tenth)];
  const sum = Math.fround(a + b);
  expect(values(forward(dense([127, -101], [tenth], [tenth]), tensor('float32', [1, 1, 2], [tenth, tenth])))).toEqual([
    Math.fround(Math.fround(tenth * sum) + tenth),
  ]);
});

test('sums begin with +0: weights of 0 give +0 for any sign of x', () => {
  expect(values(forward(dense([0, 0], [1]), tensor('float32', [1, 1, 2], [-3, -0])))).toEqual([0]);
  expect(values(forward(dense([0], [-1]), tensor('float32', [1, 1, 1], [1])))).toEqual([-0]);
});

test('subnormal products are not flushed', () => {
  const x = tensor('float32', [1, 1, 1], [MIN_FLOAT32]);
  expect(values(forward(dense([5], [1]), x))).toEqual([5 * MIN_FLOAT32]);
});

test.each([
  [{ filters: 0 }, 'E_LAYER', 'filters: expected an integer of 1 or more, got 0'],
  [{ weights: Int8Array.of(1) }, 'E_SHAPE', 'weights: expected 2 elements, got 1'],
  [{ weights: Int8Array.of(1, -128) }, 'E_VALUE', 'weights[1]: expected −127…127, got -128'],
  [{ scale: Float32Array.of(1, 1) }, 'E_SHAPE', 'scale: expected 1 elements, got 2'],
  [{ offset: Float32Array.of(NaN) }, 'E_VALUE', 'offset[0]: expected a finite number, got NaN'],
  [{ scale: Float64Array.of(1) }, 'E_LAYER', 'scale: expected a Float32Array'],
])('rejects %j', (change, code, message) => {
  const rejected = () => forward({ ...dense([1, 1], [1]), ...change }, tensor('float32', [1, 1, 2], [0, 0]));
  expect(rejected).toThrow(message);
  expect(errorCode(rejected)).toBe(code);
});
