import { run, type Layer } from '@bitplane/model';
import { errorLike } from '@bitplane/cli/test-support';
import { convolution } from '../../../test-support/tflite/reference';
import { importTfliteDraft, runDraft } from '../../../test-support/tflite/run-draft';
import { int32, int8, TfliteDraft, type Made } from '../../../test-support/tflite/tflite-draft';
import { CONV_2D_OPTIONS, DEPTHWISE_CONV_2D_OPTIONS, FULLY_CONNECTED_OPTIONS } from '../file/schema';

interface Window {
  readonly padding?: 0 | 1;
  readonly stride?: number;
  readonly dilation?: number;
  readonly activation?: number;
}

const windowOptions =
  (at: typeof CONV_2D_OPTIONS | typeof DEPTHWISE_CONV_2D_OPTIONS) =>
  ({ padding = 1, stride = 1, dilation = 1, activation = 0 }: Window = {}): Made['options'] => [
    int8(at.padding, padding),
    int32(at.strideWidth, stride),
    int32(at.strideHeight, stride),
    int8(at.activation, activation),
    int32(at.dilationWidth, dilation),
    int32(at.dilationHeight, dilation),
  ];
const convOptions = windowOptions(CONV_2D_OPTIONS);
const depthwiseOptions = windowOptions(DEPTHWISE_CONV_2D_OPTIONS);
const dense = (activation = 0): Made['options'] => [int8(FULLY_CONNECTED_OPTIONS.activation, activation)];

const kindsOf = (layers: readonly Layer[]): string[] => layers.map(({ kind }) => kind);
const close = (values: readonly number[]): unknown => values.map((value) => expect.closeTo(value, 9) as number);
const plusBias = (sums: readonly number[], bias: ArrayLike<number>): number[] =>
  sums.map((sum, k) => sum + bias[k % bias.length]);

describe('CONV_2D of numbers', () => {
  test.each<[string, Window, number, number]>([
    ['VALID', {}, 3, 4],
    ['SAME', { padding: 0 }, 3, 6],
    ['SAME with strides', { padding: 0, stride: 2 }, 3, 3],
    ['SAME with dilation', { padding: 0, dilation: 2 }, 3, 6],
    ['groups', { padding: 0 }, 1, 6],
  ])('%s', (_, window, groupChannels, side) => {
    const draft = new TfliteDraft(3);
    const [weights, bias] = [draft.floats([6, 3, 3, groupChannels]), draft.floats([6])];
    const image = draft.input([1, 6, 6, 3]);
    draft.operator('CONV_2D', [image, weights, bias], { dims: [1, side, side, 6], options: convOptions(window) });
    const { x, y } = runDraft(draft);
    const { padding, ...rest } = window;
    const sums = convolution({ dims: [6, 6, 3], values: x }, draft.tensors[weights].data!, {
      ...{ dims: [6, 3, 3, groupChannels], same: padding === 0, ...rest },
    });
    expect(y).toEqual(close(plusBias(sums, draft.tensors[bias].data!)));
  });

  test.each([
    [1, (x: number) => Math.max(0, x)],
    [2, (x: number) => Math.max(-1, Math.min(1, x))],
    [3, (x: number) => Math.max(0, Math.min(6, x))],
  ])('with fused activation %i', (activation, expected) => {
    const linear = new TfliteDraft(4);
    const build = (draft: TfliteDraft, code: number): TfliteDraft => {
      const inputs = [draft.input([1, 6, 6, 3]), draft.floats([6, 3, 3, 3]), -1];
      draft.operator('CONV_2D', inputs, { dims: [1, 4, 4, 6], options: convOptions({ activation: code }) });
      return draft;
    };
    const { y } = runDraft(build(new TfliteDraft(4), activation));
    expect(y).toEqual(runDraft(build(linear, 0)).y.map(expected));
  });

  test('of weights in half precision', () => {
    const draft = new TfliteDraft(4);
    const image = draft.input([1, 2, 2, 1]);
    const data = Uint16Array.of(0x3c00, 0xb800, 0x0001, 0x7bff);
    const half = draft.add({ name: 'half', dims: [4, 1, 1, 1], type: 'FLOAT16', data });
    const weights = draft.operator('DEQUANTIZE', [half], { dims: [4, 1, 1, 1] });
    draft.operator('CONV_2D', [image, weights, -1], { dims: [1, 2, 2, 4], options: convOptions() });
    const { x, y } = runDraft(draft);
    expect(y).toEqual([...x].flatMap((value) => [value, value * -0.5, value * 2 ** -24, value * 65504]));
  });
});

test('DEPTHWISE_CONV_2D makes several filters of each channel', () => {
  const draft = new TfliteDraft(5);
  const [image, weights] = [draft.input([1, 5, 5, 3]), draft.floats([1, 3, 3, 6])];
  const options = depthwiseOptions({ padding: 0 });
  draft.operator('DEPTHWISE_CONV_2D', [image, weights, -1], { dims: [1, 5, 5, 6], options });
  const { x, y } = runDraft(draft);
  // [1, rows, columns, filters] → [filters, rows, columns, 1]
  const turned = Float32Array.from(
    { length: 54 },
    (_, k) => draft.tensors[weights].data![(k % 9) * 6 + Math.floor(k / 9)],
  );
  expect(y).toEqual(close(convolution({ dims: [5, 5, 3], values: x }, turned, { dims: [6, 3, 3, 1], same: true })));
});

test('FULLY_CONNECTED reads the image row by row', () => {
  const draft = new TfliteDraft(6);
  const [image, weights, bias] = [draft.input([1, 3, 2, 4]), draft.floats([5, 24]), draft.floats([5])];
  const flat = draft.operator('RESHAPE', [image, draft.int32s([2], [1, 24])], { dims: [1, 24] });
  draft.operator('FULLY_CONNECTED', [flat, weights, bias], { dims: [1, 5], options: dense() });
  const { x, y } = runDraft(draft);
  const expected = Array.from({ length: 5 }, (_, unit) =>
    x.reduce(
      (sum, value, k) => sum + value * draft.tensors[weights].data![unit * 24 + k],
      draft.tensors[bias].data![unit],
    ),
  );
  expect(y).toEqual(close(expected));
});

test('FULLY_CONNECTED that keeps rows and columns is a convolution of one pixel', () => {
  const draft = new TfliteDraft(6);
  const [image, weights] = [draft.input([1, 3, 2, 4]), draft.floats([5, 4])];
  const options = [...dense()!, int8(FULLY_CONNECTED_OPTIONS.keepNumDims, 1)];
  draft.operator('FULLY_CONNECTED', [image, weights, -1], { dims: [1, 3, 2, 5], options });
  const { x, y } = runDraft(draft);
  const expected = convolution({ dims: [3, 2, 4], values: x }, draft.tensors[weights].data!, {
    ...{ dims: [5, 1, 1, 4], same: false },
  });
  expect(y).toEqual(close(expected));
});

describe('weights of ±a for each filter on signs', () => {
  /** The image's signs → a convolution by the weights. */
  const signsThen = (weightsOf: (draft: TfliteDraft) => number, window: Window = { padding: 0 }) => {
    const draft = new TfliteDraft(8);
    const bits = draft.operator('LceQuantize', [draft.input([1, 5, 5, 4])], { dims: [1, 5, 5, 1], type: 'INT32' });
    const signs = draft.operator('LceDequantize', [bits], { dims: [1, 5, 5, 4] });
    const [weights, bias] = [weightsOf(draft), draft.floats([3])];
    draft.operator('CONV_2D', [signs, weights, bias], { dims: [1, 5, 5, 3], options: convOptions(window) });
    const { model, x, y } = runDraft(draft);
    const sums = convolution(
      { dims: [5, 5, 4], values: x.map((value) => (value < 0 ? -1 : 1)) },
      draft.tensors[weights].data!,
      {
        ...{ dims: [3, 3, 3, 4], same: true },
      },
    );
    expect(y).toEqual(close(plusBias(sums, draft.tensors[bias].data!)));
    return model.layers;
  };

  test('are binary, with magnitudes as scales; one may be 0', () => {
    const layers = signsThen((draft) => draft.signs([3, 3, 3, 4], (filter) => [0.25, 0, 3][filter]));
    expect(kindsOf(layers)).toEqual(['byte-table', 'sign', 'binary-conv2d', 'affine']);
  });

  test('are binary with a mask where some of a filter are 0', () => {
    const values = Array.from({ length: 108 }, (_, k) => [0.5, -0.5, 0][k % 3]);
    const layers = signsThen((draft) => draft.floats([3, 3, 3, 4], values));
    expect(kindsOf(layers)).toEqual(['byte-table', 'sign', 'binary-conv2d', 'affine']);
  });

  test('stay floats where magnitudes differ', () => {
    const layers = signsThen((draft) => draft.floats([3, 3, 3, 4]));
    expect(kindsOf(layers)).toEqual(['byte-table', 'sign', 'binary-conv2d', 'affine', 'conv2d']);
  });

  test('stay floats on numbers whose signs another layer reads', () => {
    const draft = new TfliteDraft(8);
    const image = draft.input([1, 5, 5, 4]);
    draft.operator('LceQuantize', [image], { dims: [1, 5, 5, 1], type: 'INT32' });
    const bits = draft.tensors.length - 1;
    const signs = draft.operator('LceDequantize', [bits], { dims: [1, 5, 5, 4] });
    const weights = draft.signs([4, 1, 1, 4]);
    const conv = draft.operator('CONV_2D', [image, weights, -1], { dims: [1, 5, 5, 4], options: convOptions() });
    draft.operator('ADD', [signs, conv], { dims: [1, 5, 5, 4] });
    const { x, y } = runDraft(draft);
    const sums = convolution({ dims: [5, 5, 4], values: x }, draft.tensors[weights].data!, {
      dims: [4, 1, 1, 4],
      same: false,
    });
    expect(y).toEqual(close(sums.map((sum, k) => sum + (x[k] < 0 ? -1 : 1))));
  });
});

describe('CONV_2D of 8-bit integers', () => {
  const INPUT_SCALE = { scales: [0.5], zeroPoints: [-3] };

  test('sums integers, and rounds them to the output where it has 8 bits too', () => {
    const draft = new TfliteDraft(9);
    const image = draft.input([1, 4, 4, 3], 'INT8', INPUT_SCALE);
    const weights = draft.int8s([2, 3, 3, 3], { scales: [0.25, 0.125], zeroPoints: [0, 0] });
    const bias = draft.int32s([2], [40, -7]);
    const options = convOptions({ padding: 0 });
    const quantization = { scales: [16], zeroPoints: [5] };
    draft.operator('CONV_2D', [image, weights, bias], { dims: [1, 4, 4, 2], type: 'INT8', quantization, options });
    const { model } = importTfliteDraft(draft, {});
    expect(kindsOf(model.layers)).toEqual(['int8-conv2d', 'affine', 'quantize', 'byte-table']);
    const data = Uint8Array.from({ length: 48 }, (_, k) => (k * 37) % 256);
    const stored = Float64Array.from(data, (byte) => byte - 128 + 3);
    const sums = convolution({ dims: [4, 4, 3], values: stored }, draft.tensors[weights].data!, {
      dims: [2, 3, 3, 3],
      same: true,
    });
    const expected = sums.map((sum, k) => {
      const real = (sum + [40, -7][k % 2]) * 0.5 * [0.25, 0.125][k % 2];
      const even = Math.round(real / 16) - (Math.abs(real / 16) % 1 === 0.5 && Math.round(real / 16) % 2 !== 0 ? 1 : 0);
      return 16 * (Math.max(-128, Math.min(127, even + 5)) - 5);
    });
    const image8 = { element: 'uint8', height: 4, width: 4, channels: 3, data } as const;
    expect(Array.from(run(model, image8).data)).toEqual(expected);
  });

  test('rejects weights of −128, and scales for something else than filters', () => {
    const rejected = (values: Int8Array, scales: readonly number[]) => () => {
      const draft = new TfliteDraft(9);
      const image = draft.input([1, 4, 4, 1], 'INT8', INPUT_SCALE);
      const quantization = { scales, zeroPoints: scales.map(() => 0) };
      const weights = draft.add({ name: 'weights', dims: [2, 1, 1, 1], type: 'INT8', data: values, quantization });
      draft.operator('CONV_2D', [image, weights, -1], { dims: [1, 4, 4, 2], options: convOptions() });
      return importTfliteDraft(draft, {});
    };
    expect(rejected(Int8Array.of(-128, 3), [1])).toThrow(
      errorLike('E_LAYER', /±127 of their zero point, got -128; convert/),
    );
    expect(rejected(Int8Array.of(4, 3), [1, 2, 3])).toThrow(errorLike('E_LAYER', /one for each of 2 filters, got 3/));
  });

  test('says that floats are read in another way where only the weights have 8 bits', () => {
    const draft = new TfliteDraft(9);
    const weights = draft.int8s([2, 1, 1, 3], { scales: [0.5, 0.25], zeroPoints: [0, 0] });
    draft.operator('CONV_2D', [draft.input([1, 4, 4, 3]), weights, -1], { dims: [1, 4, 4, 2], options: convOptions() });
    expect(importTfliteDraft(draft).notes).toEqual([
      expect.stringMatching(/operator 0 \(CONV_2D\).*rounds what this layer/),
    ]);
  });
});

describe('a kernel is rejected', () => {
  test.each<[string, (draft: TfliteDraft, image: number) => number, RegExp]>([
    ['that the image changes', (_, image) => image, /constant weights as input 1, got 'image0 \[1,4,4,3\] FLOAT32'/],
    ['of three dimensions', (draft) => draft.floats([2, 3, 3]), /weights of four dimensions, got \[2,3,3\]/],
    ['of other channels', (draft) => draft.floats([2, 1, 1, 2]), /weights of a divisor of 3 channels, got 2/],
    [
      'with infinite numbers',
      (draft) => draft.floats([1, 1, 1, 3], [1, Infinity, 2]),
      /finite numbers, got Infinity at floats1\[1\]/,
    ],
  ])('%s', (_, weightsOf, message) => {
    const draft = new TfliteDraft(1);
    const image = draft.input([1, 4, 4, 3]);
    const inputs = [image, weightsOf(draft, image), -1];
    draft.operator('CONV_2D', inputs, { dims: [1, 4, 4, 2], options: convOptions(), name: 'conv' });
    expect(() => importTfliteDraft(draft)).toThrow(message);
    expect(() => importTfliteDraft(draft)).toThrow(/operator 0 \(CONV_2D\) 'conv': expected/);
  });
});
