import { kindOf } from '.';
import { randomBits } from '../random-model/random-values';
import { randomPoolWindow } from '../random-model/random-window';
import { seededRandom } from '../random';
import { forward, named, tensor, values, windowOf } from '../test-support/build';

test('max-pool: padded taps do not take part', () => {
  const x = tensor('int32', [2, 2, 1], [-4, -3, -2, -1]);
  const window = windowOf([2, 2], { padding: { top: 1, left: 1 } });
  expect(values(forward({ kind: 'max-pool', window }, x))).toEqual([-4, -3, -2, -1]);
});

test('max-pool: of −0 and +0 the first in row-major order is kept', () => {
  const window = windowOf([1, 2]);
  const pool = (...x: number[]) => values(forward({ kind: 'max-pool', window }, tensor('float32', [1, 2, 1], x)));
  expect([pool(-0, 0), pool(0, -0), pool(-1, -0)]).toEqual([[-0], [0], [-0]]);
});

test('3×3 with stride 2 on 5×5 takes the corners of a 2×2 output', () => {
  const x = tensor(
    'float64',
    [5, 5, 1],
    Array.from({ length: 25 }, (_, k) => k),
  );
  expect(values(forward({ kind: 'max-pool', window: windowOf([3, 3], { stride: [2, 2] }) }, x))).toEqual([
    12, 14, 22, 24,
  ]);
});

test('dilation skips pixels', () => {
  const x = tensor('float32', [1, 4, 1], [5, 9, 1, 2]);
  expect(values(forward({ kind: 'max-pool', window: windowOf([1, 2], { dilation: [1, 2] }) }, x))).toEqual([5, 9]);
});

test('bits: a channel is +1 if any input is, or with minimum 1 if all are', () => {
  const x = tensor('bits', [1, 3, 2], [1, 1, 0, 0, 1, 1]);
  const layer = { kind: 'bit-max-pool', window: windowOf([1, 2]), minimum: Uint8Array.of(0, 1) } as const;
  expect(values(forward(layer, x))).toEqual([0, 1, 0, 1]);
  const window = windowOf([1, 1]);
  expect(values(forward({ ...layer, window }, x))).toEqual(values(x));
});

test('pooling bits after a batch norm is pooling numbers before it, for gammas of both signs', () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = seededRandom(seed);
    const shape = { height: random.integer(1, 7), width: random.integer(1, 7), channels: random.integer(1, 5) };
    const dims = [shape.height, shape.width, shape.channels] as const;
    const x = tensor(
      'int32',
      dims,
      Int32Array.from({ length: dims[0] * dims[1] * dims[2] }, () => random.integer(-3, 3)),
    );
    const window = randomPoolWindow(random, shape);
    const per = (draw: () => number) => Float64Array.from({ length: shape.channels }, draw);
    const gamma = per(() => random.pick([-1, 1]) * (0.1 + random.uniform()));
    const mean = per(() => random.integer(-2, 2));
    const norm = { kind: 'batch-norm', gamma, beta: per(() => 0), mean, variance: per(() => 1), epsilon: 0 } as const;
    const minimum = Uint8Array.from(gamma, (value) => Number(value < 0));

    const poolFirst = forward({ kind: 'sign' }, forward(norm, forward({ kind: 'max-pool', window }, x)));
    const bitsFirst = forward({ kind: 'bit-max-pool', window, minimum }, forward({ kind: 'sign' }, forward(norm, x)));
    expect({ seed, bits: values(bitsFirst) }).toEqual({ seed, bits: values(poolFirst) });
  }
});

test('pooling bits is pooling ±1', () => {
  for (let seed = 0; seed < 100; seed++) {
    const random = seededRandom(seed);
    const dims = [random.integer(1, 6), random.integer(1, 6), random.pick([1, 3])] as const;
    const [height, width, channels] = dims;
    const window = randomPoolWindow(random, { height, width, channels });
    const bits = randomBits(random, height * width * channels);
    const pooled = forward(
      { kind: 'bit-max-pool', window, minimum: new Uint8Array(channels) },
      tensor('bits', dims, bits),
    );
    const numbers = tensor(
      'int32',
      dims,
      Int32Array.from(bits, (bit) => 1 - 2 * bit),
    );
    const expected = values(forward({ kind: 'max-pool', window }, numbers)).map((y) => (1 - y) / 2);
    expect({ seed, bits: values(pooled) }).toEqual({ seed, bits: expected });
  }
});

test('a large window is checked without making its taps', () => {
  const x = tensor('int32', [3, 3, 1], new Int32Array(9));
  const padding = { top: 2 ** 23, left: 0, bottom: 2 ** 23, right: 0 };
  const pool = { kind: 'max-pool', window: windowOf([2 ** 24, 1], { padding, stride: [2 ** 20, 1] }) } as const;
  expect(kindOf(named(pool)).outputType(named(pool), [x])).toEqual({
    height: 1,
    width: 3,
    channels: 1,
    element: 'int32',
  });
});

test.each([
  [{ padding: { top: 2 } }, 'expected a tap of every window inside the image, got taps from -2 to -1 on 3 rows'],
  [{ dilation: [1, 4] as const, padding: { left: 1, right: 1 } }, 'got taps from -1 to 3 on 3 columns'],
])('rejects a window in the padding alone: %#', (parts, message) => {
  const x = tensor('int32', [3, 3, 1], new Int32Array(9));
  expect(() => forward({ kind: 'max-pool', window: windowOf([2, 2], parts) }, x)).toThrow(message);
});
