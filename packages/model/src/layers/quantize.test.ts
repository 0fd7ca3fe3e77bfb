import { errorCode, forward, tensor, values } from '../test-support/build';
import type { Quantize } from './quantize';

type Attributes = Omit<Quantize, 'name' | 'inputs'>;

const quantize = (changes: Partial<Attributes> = {}): Attributes => ({
  ...{ kind: 'quantize', element: 'float32', scale: Float32Array.of(0.5), zeroPoints: Uint8Array.of(10) },
  ...changes,
});

test('the nearest step from the zero point, the even one of two, within a byte', () => {
  const x = [0, -0, 0.5, 0.25, 0.75, -0.25, -5, -6, 122.5, 123, Infinity, -Infinity];
  const y = forward(quantize(), tensor('float32', [1, x.length, 1], x));
  expect([y.element, values(y)]).toEqual(['uint8', [10, 10, 11, 10, 12, 10, 0, 0, 255, 255, 255, 0]]);
});

test('each channel has a scale and a zero point', () => {
  const layer = quantize({ scale: Float32Array.of(1, 0.5), zeroPoints: Uint8Array.of(0, 128) });
  expect(values(forward(layer, tensor('float32', [1, 1, 2], [3, -3])))).toEqual([3, 122]);
});

test('the quotient is rounded to float32, in float64 not', () => {
  const [x, scale] = [Math.fround(0.7), Math.fround(0.2)];
  expect([Math.fround(x / scale), x / scale < 3.5]).toEqual([3.5, true]);
  const zeroPoints = Uint8Array.of(0);
  const float32 = quantize({ scale: Float32Array.of(scale), zeroPoints });
  const float64 = quantize({ element: 'float64', scale: Float64Array.of(scale), zeroPoints });
  expect(values(forward(float32, tensor('float32', [1, 1, 1], [x])))).toEqual([4]);
  expect(values(forward(float64, tensor('float64', [1, 1, 1], [x])))).toEqual([3]);
});

test.each<[Partial<Attributes>, number, string, string]>([
  [{ scale: Float32Array.of(0) }, 0, 'E_VALUE', 'scale[0]: expected a number above 0, got 0'],
  [{ scale: Float32Array.of(1, 1) }, 0, 'E_SHAPE', 'scale: expected 1 elements, got 2'],
  [{ zeroPoints: Uint8Array.of() }, 0, 'E_SHAPE', 'zeroPoints: expected 1 elements, got 0'],
  [{}, NaN, 'E_VALUE', 'input[0]: expected a number, got NaN'],
])('rejects what cannot be: %#', (changes, x, code, message) => {
  const rejected = () => forward(quantize(changes), tensor('float32', [1, 1, 1], [x]));
  expect(rejected).toThrow(message);
  expect(errorCode(rejected)).toBe(code);
});
