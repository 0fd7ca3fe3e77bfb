import { forward, tensor, values } from '../test-support/build';

test('ReLU keeps the element type and makes +0 of what is not above 0', () => {
  const output = forward({ kind: 'relu' }, tensor('int32', [1, 1, 3], [-5, 0, 5]));
  expect([output.element, values(output)]).toEqual(['int32', [0, 0, 5]]);
  expect(Object.is(forward({ kind: 'relu' }, tensor('float64', [1, 1, 1], [-0])).data[0], 0)).toBe(true);
});

test('PReLU has a slope per channel or per element, of any sign', () => {
  const x = tensor('float64', [1, 2, 2], [-2, 3, -4, -0]);
  const slopes = Float64Array.of(0.5, -1);
  expect(values(forward({ kind: 'prelu', element: 'float64', slopes, perElement: false }, x))).toEqual([-1, 3, -2, -0]);
  const perElement = Float64Array.of(1, 2, -3, 4);
  expect(values(forward({ kind: 'prelu', element: 'float64', slopes: perElement, perElement: true }, x))).toEqual([
    -2, 3, 12, -0,
  ]);
});

test('a float32 PReLU rounds its product once', () => {
  const slopes = Float32Array.of(0.1);
  const y = forward(
    { kind: 'prelu', element: 'float32', slopes, perElement: false },
    tensor('float32', [1, 1, 1], [-0.3]),
  );
  expect(y.data[0]).toBe(Math.fround(Math.fround(0.1) * Math.fround(-0.3)));
});

test('a float32 PReLU makes subnormals', () => {
  const slopes = Float32Array.of(0.5);
  const x = tensor('float32', [1, 1, 1], [-(2 ** -148)]);
  expect(forward({ kind: 'prelu', element: 'float32', slopes, perElement: false }, x).data[0]).toBe(-(2 ** -149));
});

test.each([
  [Float64Array.of(1), 'expected a Float32Array, since the layer computes in float32, got Float64Array'],
  [Float32Array.of(1, 2), 'slopes: expected 1 elements, got 2'],
  [Float32Array.of(NaN), 'slopes[0]: expected a finite number, got NaN'],
])('rejects slopes that cannot be: %#', (slopes, message) => {
  const x = tensor('float32', [1, 1, 1], [0]);
  expect(() => forward({ kind: 'prelu', element: 'float32', slopes, perElement: false }, x)).toThrow(message);
});

const clip = (minimum: number, maximum: number, element: 'float32' | 'float64' = 'float32') =>
  ({ kind: 'clip', element, minimum, maximum }) as const;

test('clip keeps what is between its bounds, and −0 as it is', () => {
  const x = tensor('float32', [1, 1, 6], [-Infinity, -1.5, -0, 0.5, 6, 7]);
  expect(values(forward(clip(0, 6), x))).toEqual([0, 0, -0, 0.5, 6, 6]);
  expect(values(forward(clip(-1, 1), x))).toEqual([-1, -1, -0, 0.5, 1, 1]);
});

test('a clip of sums makes numbers of them', () => {
  const y = forward(clip(-3, 3, 'float64'), tensor('int32', [1, 1, 3], [-9, 2, 9]));
  expect([y.element, values(y)]).toEqual(['float64', [-3, 2, 3]]);
});

test.each([
  [clip(1, 0), 'maximum: expected at least the minimum, 1, got 0'],
  [clip(NaN, 0), 'minimum: expected a finite number of float32, got NaN'],
  [clip(-1, Infinity), 'maximum: expected a finite number of float32, got Infinity'],
  [clip(0.1, 1), 'minimum: expected a finite number of float32, got 0.1'],
])('rejects bounds that cannot be: %#', (layer, message) => {
  expect(() => forward(layer, tensor('float32', [1, 1, 1], [0]))).toThrow(message);
});
