import { forward, tensor, values } from '../test-support/build';

test('float32: one rounding for the product, one for the sum, never fused', () => {
  // (1 + 2^-12)² = 1 + 2^-11 + 2^-24, half a unit above a float32: rounded first it leaves 0, fused it would leave
  // 2^-24.
  const x = 1 + 2 ** -12;
  const scale = Float32Array.of(x);
  const offset = Float32Array.of(-(1 + 2 ** -11));
  expect(
    forward({ kind: 'affine', element: 'float32', scale, offset }, tensor('float32', [1, 1, 1], [x])).data[0],
  ).toBe(0);
});

test('a part that is null is left out', () => {
  const x = tensor('int32', [1, 2, 2], [1, 2, 3, 4]);
  const [two, three] = [Float64Array.of(2, 3), Float64Array.of(10, 20)];
  expect(values(forward({ kind: 'affine', element: 'float64', scale: two, offset: null }, x))).toEqual([2, 6, 6, 12]);
  expect(values(forward({ kind: 'affine', element: 'float64', scale: null, offset: three }, x))).toEqual([
    11, 22, 13, 24,
  ]);
});

test('float32 requires sums that it can hold', () => {
  const layer = { kind: 'affine', element: 'float32', scale: null, offset: null } as const;
  expect(values(forward(layer, tensor('int32', [1, 1, 1], [2 ** 24 - 1])))).toEqual([2 ** 24 - 1]);
  expect(() => forward(layer, tensor('int32', [1, 1, 1], [-(2 ** 24)]))).toThrow(
    'input[0]: expected less than 2^24 in size, got -16777216',
  );
});

test('float64 is not narrowed silently', () => {
  const layer = { kind: 'affine', element: 'float32', scale: null, offset: null } as const;
  expect(() => forward(layer, tensor('float64', [1, 1, 1], [0]))).toThrow('expected int32 or float32, got float64');
});
