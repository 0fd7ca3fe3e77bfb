import { forward, tensor, values } from '../test-support/build';

const NORM = { kind: 'batch-norm', gamma: Float64Array.of(2), beta: Float64Array.of(1), epsilon: 0 } as const;

test('γ/sqrt(variance + ε)·x + (β − mean·γ/sqrt(variance + ε))', () => {
  const layer = { ...NORM, mean: Float64Array.of(3), variance: Float64Array.of(3), epsilon: 1 };
  expect(values(forward(layer, tensor('int32', [1, 2, 1], [3, 5])))).toEqual([1, 3]);
});

test('with β = 0 a value equal to the mean gives exactly 0', () => {
  for (let k = 1; k < 500; k++) {
    const mean = Float64Array.of(k / 7);
    const layer = { ...NORM, beta: Float64Array.of(0), mean, variance: Float64Array.of(k / 3), epsilon: 1e-3 };
    expect(forward(layer, tensor('float64', [1, 1, 1], [k / 7])).data[0]).toBe(0);
  }
});

test('rejects a variance whose root cannot be', () => {
  const layer = { ...NORM, mean: Float64Array.of(0), variance: Float64Array.of(-1) };
  expect(() => forward(layer, tensor('float64', [1, 1, 1], [0]))).toThrow(
    'variance[0] + epsilon: expected a number above 0, got -1 + 0',
  );
});
