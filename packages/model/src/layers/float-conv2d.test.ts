import { seededRandom } from '../random';
import { errorCode, forward, MIN_FLOAT32, tensor, values, windowOf } from '../test-support/build';
import type { FloatConv2D } from './float-conv2d';

type Attributes = Omit<FloatConv2D, 'name' | 'inputs'>;

const layer = (weights: number[], changes: Partial<Attributes> = {}): Attributes => ({
  ...{ kind: 'float-conv2d', filters: 1, window: windowOf([1, 1]), groups: 1, bias: null },
  ...{ weights: Float32Array.from(weights) },
  ...changes,
});

test('each product and each sum is rounded to float32, in the order of the weights, from the bias on', () => {
  const random = seededRandom(1);
  const [x, w] = [0, 1].map(() => Float32Array.from({ length: 18 }, () => random.bell()));
  const bias = Float32Array.of(0.1);
  const sum = new Float32Array(bias);
  const product = new Float32Array(1);
  x.forEach((value, k) => {
    product[0] = value * w[k];
    sum[0] += product[0];
  });
  const y = forward(layer([...w], { window: windowOf([3, 3]), bias }), tensor('float32', [3, 3, 2], x));
  expect(values(y)).toEqual([...sum]);
});

test('the order decides: 2^24 + 1 − 2^24 is 0, −2^24 + 2^24 + 1 is 1', () => {
  const one = tensor('float32', [1, 1, 3], [1, 1, 1]);
  expect(values(forward(layer([2 ** 24, 1, -(2 ** 24)]), one))).toEqual([0]);
  expect(values(forward(layer([-(2 ** 24), 2 ** 24, 1]), one))).toEqual([1]);
});

test('a product is rounded before it is added: no fused multiply-add', () => {
  // (1 + 2^-23)² = 1 + 2^-22 + 2^-46
  const x = 1 + 2 ** -23;
  const y = forward(layer([x], { bias: Float32Array.of(-(1 + 2 ** -22)) }), tensor('float32', [1, 1, 1], [x]));
  expect(values(y)).toEqual([0]);
});

test('groups see their own channels: a depthwise convolution', () => {
  const x = tensor('float32', [1, 2, 2], [1, 2, 3, 4]);
  const depthwise = layer([10, 100, 1, -1], { filters: 2, groups: 2, window: windowOf([1, 2]) });
  expect(values(forward(depthwise, x))).toEqual([10 + 300, 2 - 4]);
});

test('padded taps are left out, and a sum is never −0', () => {
  const x = tensor('float32', [1, 1, 1], [-0]);
  const window = windowOf([1, 3], { padding: { left: 1, right: 1 } });
  const negativeZero = layer([-1, 1, -1], { window, bias: Float32Array.of(-0) });
  expect(Object.is(forward(negativeZero, x).data[0], 0)).toBe(true);
  expect(Object.is(forward(layer([1]), x).data[0], 0)).toBe(true);
});

test('products and sums may be subnormal', () => {
  const x = tensor('float32', [1, 1, 2], [2 ** -100, 2 ** -100]);
  expect(values(forward(layer([2 ** -48, 2 ** -49]), x))).toEqual([3 * MIN_FLOAT32]);
});

test.each<[Partial<Attributes>, string, string]>([
  [{ weights: Float32Array.of(1, 2) }, 'E_SHAPE', 'weights: expected 1 elements, got 2'],
  [{ weights: Float32Array.of(Infinity) }, 'E_VALUE', 'weights[0]: expected a finite number, got Infinity'],
  [{ bias: Float32Array.of(1, 2) }, 'E_SHAPE', 'bias: expected 1 elements, got 2'],
  [{ bias: Float32Array.of(NaN) }, 'E_VALUE', 'bias[0]: expected a finite number, got NaN'],
  [{ groups: 2 }, 'E_LAYER', 'groups: expected a divisor of 1 channels and 1 filters, got 2'],
])('rejects what cannot be: %#', (changes, code, message) => {
  const rejected = () => forward(layer([1], changes), tensor('float32', [1, 1, 1], [1]));
  expect(rejected).toThrow(message);
  expect(errorCode(rejected)).toBe(code);
});
