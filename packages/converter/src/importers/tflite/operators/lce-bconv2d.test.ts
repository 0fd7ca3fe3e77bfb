import { seededRandom } from '@bitplane/model';
import { errorLike } from '@bitplane/cli/test-support';
import { differingBits, type ConvolutionOptions } from '../../../test-support/tflite/reference';
import { importTfliteDraft, runDraft } from '../../../test-support/tflite/run-draft';
import { TfliteDraft } from '../../../test-support/tflite/tflite-draft';

const SIDE = 6;
const INT32_MAX = 2 ** 31 - 1;

interface Options {
  readonly channels: number;
  readonly dims: readonly [number, number, number, number];
  readonly padding?: 0 | 1;
  readonly padValues?: number;
  readonly stride?: number;
  readonly dilation?: number;
  readonly activation?: number;
}

const sideOf = ({ dims, padding = 1, stride = 1, dilation = 1 }: Options): number =>
  padding === 0 ? Math.ceil(SIDE / stride) : Math.floor((SIDE - (dims[1] - 1) * dilation - 1) / stride) + 1;

const custom = ({ channels, padding = 1, padValues = 0, stride = 1, dilation = 1, activation = 0 }: Options) => ({
  channels_in: channels,
  dilation_height_factor: dilation,
  dilation_width_factor: dilation,
  fused_activation_function: activation,
  pad_values: padValues,
  padding,
  stride_height: stride,
  stride_width: stride,
});

const words = (channels: number): number => Math.ceil(channels / 32);

/** An image, its signs and the filters. */
function draftOf({ channels, dims }: Options) {
  const draft = new TfliteDraft(7);
  const image = draft.input([1, SIDE, SIDE, channels]);
  const bits = draft.operator('LceQuantize', [image], { dims: [1, SIDE, SIDE, words(channels)], type: 'INT32' });
  const filters = draft.packed(dims, channels / (words(channels) / dims[3]));
  return { draft, bits, filters };
}

const referenceOf = (options: Options, draft: TfliteDraft, filters: number, x: Float64Array): number[] => {
  const { channels, dims, padding = 1, padValues = 0, stride, dilation } = options;
  const convolution: ConvolutionOptions = { dims, same: padding === 0, stride, dilation };
  const around = { padValue: padValues as 0 | 1, channels };
  return differingBits({ dims: [SIDE, SIDE, channels], values: x }, draft.tensors[filters].data!, {
    ...convolution,
    ...around,
  });
};

const numWeights = ({ channels, dims }: Options): number =>
  (dims[1] * dims[2] * channels) / (words(channels) / dims[3]);

const CLAMPS: Readonly<Record<number, readonly [number, number]>> = {
  0: [-Infinity, Infinity],
  1: [0, Infinity],
  2: [-1, 1],
  3: [0, 6],
};

describe.each<[string, Options]>([
  ['VALID', { channels: 33, dims: [5, 3, 3, 2] }],
  ['SAME with ones', { channels: 16, dims: [4, 3, 3, 1], padding: 0, padValues: 1 }],
  ['SAME with zeros', { channels: 16, dims: [4, 3, 3, 1], padding: 0 }],
  ['strides, uneven padding', { channels: 8, dims: [3, 3, 2, 1], padding: 0, padValues: 1, stride: 2 }],
  ['dilation', { channels: 40, dims: [3, 3, 3, 2], padding: 0, dilation: 2 }],
  ['groups of words', { channels: 128, dims: [6, 3, 3, 2], padding: 0, padValues: 1 }],
  ['RELU on the sums', { channels: 32, dims: [4, 3, 3, 1], activation: 1 }],
  ['RELU_N1_TO_1 on the sums', { channels: 31, dims: [4, 1, 1, 1], activation: 2 }],
  ['RELU6 on the sums', { channels: 32, dims: [4, 3, 3, 1], activation: 3 }],
])('LceBconv2d, %s', (_, options) => {
  const { dims, activation = 0 } = options;
  const side = sideOf(options);

  test('scales and shifts the sums', () => {
    const { draft, bits, filters } = draftOf(options);
    const [multipliers, biases] = [draft.floats([dims[0]]), draft.floats([dims[0]])];
    const inputs = [bits, filters, multipliers, biases, -1];
    draft.operator('LceBconv2d', inputs, { dims: [1, side, side, dims[0]], custom: custom(options) });
    const { x, y } = runDraft(draft);
    const [low, high] = CLAMPS[activation];
    const expected = referenceOf(options, draft, filters, x).map((differing, k) => {
      const sum = Math.min(high, Math.max(low, numWeights(options) - 2 * differing));
      return draft.tensors[multipliers].data![k % dims[0]] * sum + draft.tensors[biases].data![k % dims[0]];
    });
    expect(y).toEqual(expected);
  });

  test('compares them with thresholds, constant ones too', () => {
    const { draft, bits, filters } = draftOf(options);
    const random = seededRandom(3);
    const half = Math.floor(numWeights(options) / 2);
    const ends = [INT32_MAX, -INT32_MAX - 1, -1, numWeights(options)];
    const values = Array.from({ length: dims[0] }, (__, f) => (f < 3 ? ends[f] : half + random.integer(-3, 3)));
    const inputs = [bits, filters, -1, -1, draft.int32s([dims[0]], values)];
    const packed = draft.operator('LceBconv2d', inputs, {
      ...{ dims: [1, side, side, words(dims[0])], type: 'INT32', custom: custom(options) },
    });
    draft.operator('LceDequantize', [packed], { dims: [1, side, side, dims[0]] });
    const { x, y } = runDraft(draft);
    const counts = referenceOf(options, draft, filters, x);
    expect(y).toEqual(counts.map((differing, k) => (differing > values[k % dims[0]] ? -1 : 1)));
  });
});

describe('LceBconv2d is rejected', () => {
  const rejected = (
    options: Options,
    change: Record<string, number>,
    inputs?: (known: readonly number[]) => number[],
  ) => {
    const { draft, bits, filters } = draftOf(options);
    const known = [bits, filters, draft.floats([options.dims[0]]), draft.floats([options.dims[0]]), -1];
    const side = sideOf(options);
    draft.operator('LceBconv2d', inputs?.(known) ?? known, {
      ...{ dims: [1, side, side, options.dims[0]], name: 'conv', custom: { ...custom(options), ...change } },
    });
    return () => importTfliteDraft(draft);
  };
  const plain: Options = { channels: 32, dims: [4, 3, 3, 1] };

  test.each<[string, Record<string, number>, RegExp]>([
    ['strides of 0', { stride_height: 0 }, /strides of 1 or more, got 0×1/],
    ['another number of channels', { channels_in: 31 }, /channels_in 32, as its input has, got 31/],
    ['an unknown padding', { padding: 2 }, /padding among SAME, VALID, got 2/],
    ['pad_values that are no padding', { pad_values: 3 }, /pad_values among 0, 1, got 3/],
    ['an activation that has no layer', { fused_activation_function: 4 }, /fused activation NONE, RELU.* got TANH/],
  ])('with %s', (_, change, message) => {
    expect(rejected(plain, change)).toThrow(errorLike(expect.any(String) as never, message));
    expect(rejected(plain, change)).toThrow(/operator 1 \(LceBconv2d\) 'conv'/);
  });

  test('without options', () => {
    const { draft, bits, filters } = draftOf(plain);
    const numbers = draft.floats([4]);
    draft.operator('LceBconv2d', [bits, filters, numbers, numbers, -1], { dims: [1, 4, 4, 4] });
    expect(() => importTfliteDraft(draft)).toThrow(
      errorLike('E_LAYER', /custom options with an integer channels_in|stride/),
    );
  });

  test('with bits set after the last channel, which would count', () => {
    const { draft, bits } = draftOf({ channels: 31, dims: [1, 1, 1, 1] });
    const filters = draft.int32s([1, 1, 1, 1], [-1]);
    const numbers = draft.floats([1]);
    const options = custom({ channels: 31, dims: [1, 1, 1, 1] });
    draft.operator('LceBconv2d', [bits, filters, numbers, numbers, -1], { dims: [1, 6, 6, 1], custom: options });
    expect(() => importTfliteDraft(draft)).toThrow(errorLike('E_LAYER', /zeros after channel 31/));
  });

  test('on numbers instead of signs', () => {
    expect(rejected(plain, {}, ([, ...others]) => [0, ...others])).toThrow(
      errorLike('E_LAYER', /signs from an LceQuantize/),
    );
  });
});
