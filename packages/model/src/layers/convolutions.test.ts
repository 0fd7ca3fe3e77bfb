import { packBits, packedRowNbytes } from '../bits';
import { quantizeInt8 } from '../quantize-int8';
import { seededRandom, type Random } from '../random';
import { randomBits } from '../random-model/random-values';
import { randomConvolutionWindow } from '../random-model/random-window';
import { signValues } from '../signs';
import { errorCode, forward, tensor, values, windowOf } from '../test-support/build';
import type { TensorOf } from '../tensor';
import { OUTSIDE, windowPixels, type Window } from './window';

const SAME_3X3 = windowOf([3, 3], { padding: { top: 1, left: 1, bottom: 1, right: 1 } });

const signs = (window: Window, filters: number, weights: Uint8Array, groups = 1) =>
  ({
    kind: 'binary-conv2d',
    filters,
    window,
    groups,
    padValue: 0,
    weights: { type: 'signs', values: weights, mask: null },
  }) as const;

test('zero padding is exact: all +1 sum to the number of taps inside', () => {
  const x = tensor('bits', [3, 3, 1], new Uint8Array(9));
  expect(values(forward(signs(SAME_3X3, 1, new Uint8Array(9)), x))).toEqual([4, 6, 4, 6, 9, 6, 4, 6, 4]);
});

test('padding with +1 or −1 adds the weights of the padded taps with that sign', () => {
  const x = tensor('bits', [1, 1, 1], [0]);
  const layer = signs(SAME_3X3, 1, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0));
  expect([0, 1, -1].map((padValue) => forward({ ...layer, padValue: padValue as 0 | 1 | -1 }, x).data[0])).toEqual([
    1,
    1 + 6,
    1 - 6,
  ]);
});

const masked = (weights: number[], mask: number[]) =>
  ({ type: 'signs', values: Uint8Array.from(weights), mask: Uint8Array.from(mask) }) as const;

test('a masked weight contributes nothing, under a tap inside or a padded one', () => {
  const x = tensor('bits', [1, 2, 1], [0, 1]);
  const window = windowOf([1, 3], { padding: { left: 1, right: 1 } });
  const sums = (weights: ReturnType<typeof masked>, padValue: 0 | 1 | -1) =>
    values(forward({ ...signs(window, 1, new Uint8Array()), weights, padValue }, x));
  const left = masked([1, 0, 0], [1, 1, 0]);
  expect(([0, 1, -1] as const).map((padValue) => sums(left, padValue))).toEqual([
    [1, -2],
    [0, -2],
    [2, -2],
  ]);
  const none = masked([0, 0, 0], [0, 0, 0]);
  expect(([0, 1, -1] as const).map((padValue) => sums(none, padValue))).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
});

test.each([
  [masked([0, 1], [1, 0]), 'E_VALUE', 'weights[1]: expected 0, since its mask says that it is not there, got 1'],
  [masked([0, 1], [1]), 'E_SHAPE', 'mask: expected 2 elements, got 1'],
  [masked([0, 1], [1, 2]), 'E_VALUE', 'mask[1]: expected 0 or 1, got 2'],
])('rejects a mask that does not fit: %#', (weights, code, message) => {
  const layer = { ...signs(windowOf([1, 1]), 1, new Uint8Array()), weights };
  const rejected = () => forward(layer, tensor('bits', [1, 1, 2], [0, 0]));
  expect(rejected).toThrow(message);
  expect(errorCode(rejected)).toBe(code);
});

test('latent weights of 0 and −0 are +1', () => {
  const x = tensor('bits', [1, 1, 4], [0, 0, 0, 0]);
  const weights = { type: 'latent', quantizer: 'sign', values: Float32Array.of(0, -0, -1e-30, 1e-30) } as const;
  const layer = {
    kind: 'binary-conv2d',
    filters: 1,
    window: windowOf([1, 1]),
    groups: 1,
    padValue: 0,
    weights,
  } as const;
  expect(values(forward(layer, x))).toEqual([2]);
});

interface Case {
  readonly random: Random;
  readonly input: TensorOf<'bits'>;
  readonly layer: ReturnType<typeof signs>;
}

function randomCase(seed: number): Case {
  const random = seededRandom(seed);
  const groups = random.pick([1, 1, 2, 3]);
  const dims = [random.integer(1, 6), random.integer(1, 6), groups * random.pick([1, 5, 33, 64, 65])] as const;
  const [height, width, channels] = dims;
  const input = tensor('bits', dims, randomBits(random, height * width * channels));
  const filters = groups * random.integer(1, 3);
  const window = randomConvolutionWindow(random, input);
  const weights = randomBits(random, (filters * window.size[0] * window.size[1] * channels) / groups);
  return { random, input, layer: signs(window, filters, weights, groups) };
}

const SEEDS = Array.from({ length: 100 }, (_, seed) => seed);

test('binary convolution is K − 2·popcount(a XOR w) over the taps inside', () => {
  for (const seed of SEEDS) {
    const { input, layer } = randomCase(seed);
    expect({ seed, sums: values(forward(layer, input)) }).toEqual({ seed, sums: sumsByPopcount(input, layer) });
  }
});

/** Another way to the same sums: packed rows, XOR and popcount; taps outside are skipped. */
function sumsByPopcount(input: TensorOf<'bits'>, layer: Case['layer']): number[] {
  const { filters, groups, window } = layer;
  const length = input.channels / groups;
  const nbytes = packedRowNbytes(length);
  const activations = packBits(input.data, length);
  const weights = packBits(layer.weights.values, length);
  const output = forward(layer, input);
  const sums: number[] = [];
  for (let k = 0; k < output.data.length; k++) {
    const [filter, pixel] = [k % filters, Math.floor(k / filters)];
    const group = Math.floor((filter * groups) / filters);
    let sum = 0;
    windowPixels(window, input, Math.floor(pixel / output.width), pixel % output.width).forEach((from, tap, taps) => {
      if (from === OUTSIDE) return;
      const a = (from * groups + group) * nbytes;
      const w = (filter * taps.length + tap) * nbytes;
      sum += length;
      for (let byte = 0; byte < nbytes; byte++) sum -= 2 * popcount(activations[a + byte] ^ weights[w + byte]);
    });
    sums.push(sum);
  }
  return sums;
}

const popcount = (byte: number): number => byte.toString(2).replaceAll('0', '').length;

test('binary convolution is real convolution of ±1', () => {
  for (const seed of SEEDS) {
    const { input, layer } = randomCase(seed);
    const { filters, groups, window } = layer;
    const numbers = tensor('float64', [input.height, input.width, input.channels], signValues(input.data));
    const weights = Float32Array.from(signValues(layer.weights.values));
    const real = forward({ kind: 'conv2d', filters, groups, window, weights, bias: null, weightBits: 32 }, numbers);
    expect({ seed, sums: values(forward(layer, input)) }).toEqual({ seed, sums: values(real).map((y) => y + 0) });
  }
});

test('padding with +1 or −1 is no padding on an image that holds them', () => {
  for (const seed of SEEDS) {
    const { random, input, layer } = randomCase(seed);
    const padValue = random.pick([1, -1] as const);
    const window = { ...layer.window, padding: { top: 0, left: 0, bottom: 0, right: 0 } };
    const expected = forward({ ...layer, window }, pad(input, layer.window, padValue === 1 ? 0 : 1));
    expect({ seed, sums: values(forward({ ...layer, padValue }, input)) }).toEqual({ seed, sums: values(expected) });
  }
});

function pad(input: TensorOf<'bits'>, { padding }: Window, bit: number): TensorOf<'bits'> {
  const height = input.height + padding.top + padding.bottom;
  const width = input.width + padding.left + padding.right;
  const padded = tensor(
    'bits',
    [height, width, input.channels],
    new Uint8Array(height * width * input.channels).fill(bit),
  );
  for (let row = 0; row < input.height; row++) {
    const from = input.data.subarray(row * input.width * input.channels, (row + 1) * input.width * input.channels);
    padded.data.set(from, ((row + padding.top) * width + padding.left) * input.channels);
  }
  return padded;
}

test('int8: padded taps contribute 0, whatever the zero point', () => {
  const x = tensor('uint8', [1, 2, 1], [10, 12]);
  const window = windowOf([1, 3], { padding: { left: 1, right: 1 } });
  const layer = { kind: 'int8-conv2d', filters: 1, window, groups: 1, weights: Int8Array.of(1, 2, 3) } as const;
  expect(values(forward({ ...layer, zeroPoints: Uint8Array.of(10) }, x))).toEqual([6, 4]);
  expect(values(forward({ ...layer, zeroPoints: Uint8Array.of(0) }, x))).toEqual([56, 34]);
});

test('int8: the longest filter that is allowed fits int32 at its largest sum', () => {
  const layer = { kind: 'int8-conv2d', filters: 1, window: windowOf([1, 1]), groups: 1 } as const;
  const sumOf = (channels: number) =>
    forward(
      { ...layer, weights: new Int8Array(channels).fill(-127), zeroPoints: new Uint8Array(channels) },
      tensor('uint8', [1, 1, channels], new Uint8Array(channels).fill(255)),
    );
  expect(values(sumOf(66311))).toEqual([-66311 * 255 * 127]);
  expect(() => sumOf(66312)).toThrow('expected at most 66311, so that sums fit int32, got 66312');
});

test('int8: rejects −128', () => {
  const weights = Int8Array.of(-128);
  const layer = { kind: 'int8-conv2d', filters: 1, window: windowOf([1, 1]), groups: 1, weights } as const;
  expect(() => forward({ ...layer, zeroPoints: Uint8Array.of(0) }, tensor('uint8', [1, 1, 1], [0]))).toThrow(
    'weights[0]: expected −127…127, got -128',
  );
});

test('8-bit weights on a normalised image are int8 sums times both scales, to the last bit', () => {
  for (const seed of SEEDS) {
    const random = seededRandom(seed);
    const bytes = tensor(
      'uint8',
      [5, 4, 3],
      Array.from({ length: 60 }, () => random.integer(0, 255)),
    );
    const zeroPoints = Uint8Array.of(0, 128, 255);
    const window = randomConvolutionWindow(random, bytes);
    const weights = Float32Array.from({ length: 2 * window.size[0] * window.size[1] * 3 }, () => random.bell());
    const geometry = { filters: 2, groups: 1, window };
    const image = forward({ kind: 'normalize', zeroPoints, scale: 1 / 256 }, bytes);
    const real = forward({ kind: 'conv2d', ...geometry, weights, bias: null, weightBits: 8 }, image);

    const { values: q, scales } = quantizeInt8(weights, 2);
    const sums = forward({ kind: 'int8-conv2d', ...geometry, weights: q, zeroPoints }, bytes);
    const scaled = values(sums).map((sum, k) => (sum * scales[k % 2]) / 256 + 0);
    expect({ seed, values: values(real).map((y) => y + 0) }).toEqual({ seed, values: scaled });
  }
});

test('the bias is added last, once', () => {
  const x = tensor('float64', [1, 2, 1], [1, 2]);
  const layer = { kind: 'conv2d', filters: 2, window: windowOf([1, 1]), groups: 1, weightBits: 32 } as const;
  const weights = Float32Array.of(1, -1);
  expect(values(forward({ ...layer, weights, bias: Float64Array.of(10, 20) }, x))).toEqual([11, 19, 12, 18]);
});

test.each([
  [{ groups: 2 }, 'E_LAYER', 'groups: expected a divisor of 3 channels and 2 filters, got 2'],
  [{ filters: 0 }, 'E_LAYER', 'filters: expected an integer of 1 or more, got 0'],
  [{ filters: 3 }, 'E_SHAPE', 'weights: expected 9 elements, got 6'],
  [{ padValue: 2 as 1 }, 'E_LAYER', 'padValue: expected 0, 1 or -1, got 2'],
  [{ window: windowOf([0, 1]) }, 'E_LAYER', 'size[0]: expected an integer of 1 or more, got 0'],
  [
    { window: windowOf([1, 1], { stride: [1, 1.5] }) },
    'E_LAYER',
    'stride[1]: expected an integer of 1 or more, got 1.5',
  ],
  [{ window: windowOf([1, 1], { dilation: [NaN, 1] }) }, 'E_LAYER', 'dilation[0]: expected an integer of 1 or more'],
  [
    { window: windowOf([1, 1], { padding: { left: -1 } }) },
    'E_LAYER',
    'padding.left: expected an integer of 0 or more',
  ],
  [
    { window: windowOf([3, 3]) },
    'E_SHAPE',
    'window: expected one that fits into the padded image, got 3×3 with dilation',
  ],
  [
    { window: windowOf([2 ** 20, 17], { padding: { top: 2 ** 20, left: 17 } }) },
    'E_SHAPE',
    'window: expected one of at most 16777216 taps, got 1048576×17',
  ],
  [
    { window: windowOf([1, 1], { padding: { top: 65534 } }) },
    'E_SHAPE',
    'window: expected one that stands at 65535 rows and columns at most, got 65536×2',
  ],
  [
    { weights: { type: 'signs', values: Uint8Array.of(0, 0, 0, 0, 0, 7), mask: null } as const },
    'E_VALUE',
    'weights[5]: expected 0 or 1',
  ],
  [
    { weights: { type: 'latent', quantizer: 'sign', values: new Float32Array(6).fill(NaN) } as const },
    'E_VALUE',
    'weights[0]: expected a finite number, got NaN',
  ],
])('rejects %j', (change, code, message) => {
  const layer = { ...signs(windowOf([1, 1]), 2, new Uint8Array(6)), ...change };
  const rejected = () => forward(layer, tensor('bits', [2, 2, 3], new Uint8Array(12)));
  expect(rejected).toThrow(message);
  expect(errorCode(rejected)).toBe(code);
});
