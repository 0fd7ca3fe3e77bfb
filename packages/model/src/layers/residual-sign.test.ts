import { errorCode, forward, MIN_FLOAT32, tensor, values } from '../test-support/build';

const quantizer = (...scales: number[]) =>
  ({ kind: 'residual-sign', element: 'float32', scales: Float32Array.from(scales) }) as const;

test('each plane is the sign of what the planes before it left over', () => {
  // 2.5 − 2 − 1 = −0.5;  −0.5 + 2 = 1.5, − 1 = 0.5
  const x = tensor('float32', [1, 1, 2], [2.5, -0.5]);
  const bits = forward(quantizer(2, 1, 0.25), x);
  expect([bits.element, bits.channels]).toEqual(['bits', 6]);
  expect(values(bits)).toEqual([0, 1, /* plane 2 */ 0, 0, /* plane 3 */ 1, 0]);
});

test('the planes of a pixel stand together: plane p is channels p·C to p·C + C − 1', () => {
  const x = tensor('float32', [1, 2, 1], [3, -3]);
  expect(values(forward(quantizer(2, 1), x))).toEqual([0, 0, /* pixel 2 */ 1, 1]);
});

test('what is left over may be 0 or −0: both are +1', () => {
  const x = tensor('float32', [1, 1, 3], [2, -2, -0]);
  expect(values(forward(quantizer(2, 1), x))).toEqual([0, 1, 0, /* plane 2 */ 0, 0, 1]);
});

test('what is left over is rounded to float32, in float64 not', () => {
  const scale = Math.fround(2 ** 24 + 2);
  const x = -(2 ** -10);
  // −2^-10 + (2^24 + 2) rounds to 2^24 + 2: minus that scale again it is 0, so +1; exactly it is below 0.
  const float32 = forward(quantizer(scale, scale, 1), tensor('float32', [1, 1, 1], [x]));
  const exact = { ...quantizer(), element: 'float64', scales: Float64Array.of(scale, scale, 1) } as const;
  expect(values(float32)).toEqual([1, 0, 0]);
  expect(values(forward(exact, tensor('float64', [1, 1, 1], [x])))).toEqual([1, 0, 1]);
});

test('subnormal rests keep their sign', () => {
  const x = tensor('float32', [1, 1, 2], [MIN_FLOAT32, -MIN_FLOAT32]);
  expect(values(forward(quantizer(2 * MIN_FLOAT32, 1), x))).toEqual([0, 1, /* plane 2 */ 1, 0]);
});

test('rejects NaN with layer and place', () => {
  expect(() => forward(quantizer(1), tensor('float32', [1, 1, 2], [1, NaN]))).toThrow(
    "layer 'layer' (residual-sign): input[1]: expected a number, got NaN",
  );
});

test.each([
  [quantizer(), 'E_LAYER', 'scales: expected 1 to 4, got 0'],
  [quantizer(1, 1, 1, 1, 1), 'E_LAYER', 'scales: expected 1 to 4, got 5'],
  [quantizer(1, 0), 'E_VALUE', 'scales[1]: expected a number above 0, got 0'],
  [quantizer(Infinity), 'E_VALUE', 'scales[0]: expected a finite number, got Infinity'],
  [{ ...quantizer(), scales: Float64Array.of(1) }, 'E_LAYER', 'scales: expected a Float32Array'],
])('rejects scales that cannot be: %#', (layer, code, message) => {
  const rejected = () => forward(layer, tensor('float32', [1, 1, 1], [1]));
  expect(rejected).toThrow(message);
  expect(errorCode(rejected)).toBe(code);
});
