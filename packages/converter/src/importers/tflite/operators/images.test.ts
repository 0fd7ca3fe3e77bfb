// Poolings, padding, repetition, and the signs and bytes that images are.
import { run, type Layer } from '@bitplane/model';
import { errorLike } from '@bitplane/cli/test-support';
import { convolution } from '../../../test-support/tflite/reference';
import { importTfliteDraft, numberOf, runDraft } from '../../../test-support/tflite/run-draft';
import { BCONV_OPTIONS } from '../../../test-support/tflite/small-network';
import { int32, int8, TfliteDraft, type Made } from '../../../test-support/tflite/tflite-draft';
import { CONV_2D_OPTIONS, POOL_2D_OPTIONS, REDUCER_OPTIONS } from '../file/schema';

const pool = (size: number, stride: number, padding: 0 | 1 = 1): Made['options'] => [
  int8(POOL_2D_OPTIONS.padding, padding),
  int32(POOL_2D_OPTIONS.strideWidth, stride),
  int32(POOL_2D_OPTIONS.strideHeight, stride),
  int32(POOL_2D_OPTIONS.filterWidth, size),
  int32(POOL_2D_OPTIONS.filterHeight, size),
];
const CONV: Made['options'] = [
  int8(CONV_2D_OPTIONS.padding, 1),
  int32(CONV_2D_OPTIONS.strideWidth, 1),
  int32(CONV_2D_OPTIONS.strideHeight, 1),
];
const AROUND = [0, 0, 1, 2, 2, 1, 0, 0];

const kindsOf = (layers: readonly Layer[]): string[] => layers.map(({ kind }) => kind);

/** The windows of a 4 × 4 image of one channel. */
function windowsOf(x: ArrayLike<number>, size: number, stride: number, [before, count]: [number, number]): number[][] {
  return Array.from({ length: count * count }, (_, place) => {
    const [row, column] = [Math.floor(place / count) * stride - before, (place % count) * stride - before];
    const taps: number[] = [];
    for (let i = Math.max(0, row); i < Math.min(4, row + size); i++)
      for (let j = Math.max(0, column); j < Math.min(4, column + size); j++) taps.push(x[4 * i + j]);
    return taps;
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe.each<[string, (taps: readonly number[]) => number]>([
  ['MAX_POOL_2D', (taps) => Math.max(...taps)],
  ['AVERAGE_POOL_2D', mean],
])('%s', (kind, expected) => {
  test.each<[string, readonly [number, number], 0 | 1, [number, number]]>([
    ['VALID', [2, 2], 1, [0, 2]],
    ['VALID with overlap', [2, 1], 1, [0, 3]],
    ['SAME, where padded taps do not count', [3, 2], 0, [0, 2]],
  ])('%s', (_, [size, stride], padding, places) => {
    const draft = new TfliteDraft(1);
    const dims = [1, places[1], places[1], 1];
    draft.operator(kind, [draft.input([1, 4, 4, 1])], { dims, options: pool(size, stride, padding) });
    const { x, y } = runDraft(draft);
    expect(y).toEqual(windowsOf(x, size, stride, places).map((taps) => expect.closeTo(expected(taps), 12) as number));
  });
});

test.each([true, false])('MEAN over rows and columns (that keeps them: %s)', (keeps) => {
  const draft = new TfliteDraft(1);
  const options = [int8(REDUCER_OPTIONS.keepDims, keeps ? 1 : 0)];
  const inputs = [draft.input([1, 4, 4, 1]), draft.int32s([2], [-2, 1])];
  draft.operator('MEAN', inputs, { dims: keeps ? [1, 1, 1, 1] : [1, 1], options });
  const { x, y } = runDraft(draft);
  expect(y).toEqual([expect.closeTo(mean([...x]), 12)]);
});

test('LceBMaxPool2d is +1 where any sign is', () => {
  const draft = new TfliteDraft(1);
  const bits = draft.operator('LceQuantize', [draft.input([1, 4, 4, 1])], { dims: [1, 4, 4, 1], type: 'INT32' });
  const custom = { padding: 0, stride_width: 2, stride_height: 2, filter_width: 3, filter_height: 3 };
  const pooled = draft.operator('LceBMaxPool2d', [bits], { dims: [1, 2, 2, 1], type: 'INT32', custom });
  draft.operator('LceDequantize', [pooled], { dims: [1, 2, 2, 1] });
  const { x, y } = runDraft(draft);
  expect(y).toEqual(windowsOf(x, 3, 2, [0, 2]).map((taps) => (taps.some((value) => value >= 0) ? 1 : -1)));
});

test('RESIZE_NEAREST_NEIGHBOR by a whole factor repeats pixels', () => {
  const draft = new TfliteDraft(1);
  const inputs = [draft.input([1, 2, 3, 1]), draft.int32s([2], [4, 9])];
  draft.operator('RESIZE_NEAREST_NEIGHBOR', inputs, { dims: [1, 4, 9, 1] });
  const { x, y } = runDraft(draft);
  expect(y).toEqual(Array.from({ length: 36 }, (_, k) => x[3 * Math.floor(k / 18) + Math.floor((k % 9) / 3)]));
});

describe('padding by a PAD', () => {
  /** 3 × 3 × 2 with 1 row above, 2 below, 2 columns at the left and 1 at the right. */
  function padded(x: ArrayLike<number>, around: number): { dims: [number, number, number]; values: number[] } {
    const values = Array.from({ length: 6 * 6 * 2 }, (_, k) => {
      const [row, column, c] = [Math.floor(k / 12) - 1, (Math.floor(k / 2) % 6) - 2, k % 2];
      return row < 0 || row > 2 || column < 0 || column > 2 ? around : x[(3 * row + column) * 2 + c];
    });
    return { dims: [6, 6, 2], values };
  }

  const padTo = (draft: TfliteDraft, from: number, around?: number): number => {
    const inputs = [from, draft.int32s([4, 2], AROUND), ...(around === undefined ? [] : [draft.floats([], [around])])];
    return draft.operator(around === undefined ? 'PAD' : 'PADV2', inputs, { dims: [1, 6, 6, 2] });
  };

  test('with zeros becomes that of the convolution that reads it', () => {
    const draft = new TfliteDraft(2);
    const pad = padTo(draft, draft.input([1, 3, 3, 2]));
    const weights = draft.floats([2, 3, 3, 2]);
    draft.operator('CONV_2D', [pad, weights, -1], { dims: [1, 4, 4, 2], options: CONV });
    const { model, x, y } = runDraft(draft);
    const expected = convolution(padded(x, 0), draft.tensors[weights].data!, { dims: [2, 3, 3, 2], same: false });
    expect(y).toEqual(expected.map((value) => expect.closeTo(value, 9) as number));
    expect(kindsOf(model.layers)).toEqual(['byte-table', 'conv2d']);
  });

  test.each([-1, 0, 1])('with %i before signs becomes signs around them', (around) => {
    const draft = new TfliteDraft(2);
    const pad = padTo(draft, draft.input([1, 3, 3, 2]), around);
    const bits = draft.operator('LceQuantize', [pad], { dims: [1, 6, 6, 1], type: 'INT32' });
    const [filters, ones, zeros] = [
      draft.packed([2, 3, 3, 1], 2),
      draft.floats([2], [1, 1]),
      draft.floats([2], [0, 0]),
    ];
    const custom = { ...BCONV_OPTIONS, channels_in: 2, padding: 1 };
    draft.operator('LceBconv2d', [bits, filters, ones, zeros, -1], { dims: [1, 4, 4, 2], custom });
    const { model, x, y } = runDraft(draft);
    const image = padded(x, around);
    const signs = { ...image, values: image.values.map((value) => (value < 0 ? -1 : 1)) };
    const words = draft.tensors[filters].data!;
    const weights = Array.from({ length: 36 }, (_, k) => ((words[k >> 1] >> (k & 1)) & 1 ? -1 : 1));
    expect(y).toEqual(convolution(signs, weights, { dims: [2, 3, 3, 2], same: false }));
    expect(kindsOf(model.layers)).toEqual(['byte-table', 'sign', 'binary-conv2d', 'affine']);
  });

  test.each([0, -1])('with %i before anything else is made', (around) => {
    const draft = new TfliteDraft(2);
    const bits = draft.operator('LceQuantize', [draft.input([1, 3, 3, 2])], { dims: [1, 3, 3, 1], type: 'INT32' });
    const signs = draft.operator('LceDequantize', [bits], { dims: [1, 3, 3, 2] });
    draft.operator('MAX_POOL_2D', [padTo(draft, signs, around)], { dims: [1, 3, 3, 2], options: pool(2, 2) });
    const { x, y } = runDraft(draft);
    const { values } = padded(
      x.map((value) => (value < 0 ? -1 : 1)),
      around,
    );
    const expected = Array.from({ length: 18 }, (_, k) => {
      const [row, column, c] = [2 * Math.floor(k / 6), 2 * (Math.floor(k / 2) % 3), k % 2];
      return Math.max(...[0, 1, 6, 7].map((step) => values[(6 * row + column + step) * 2 + c]));
    });
    expect(y).toEqual(expected);
  });

  test('with other numbers is rejected where no layer can put them there', () => {
    const draft = new TfliteDraft(2);
    const pad = padTo(draft, draft.input([1, 3, 3, 2]), 2);
    draft.operator('MAX_POOL_2D', [pad], { dims: [1, 3, 3, 2], options: pool(2, 2) });
    expect(() => importTfliteDraft(draft)).toThrow(
      errorLike('E_LAYER', /padding with 0, or with ±1 around signs, got 2/),
    );
  });

  test('of channels is rejected', () => {
    const draft = new TfliteDraft(2);
    const inputs = [draft.input([1, 3, 3, 2]), draft.int32s([4, 2], [0, 0, 0, 0, 0, 0, 1, 1])];
    draft.operator('PAD', inputs, { dims: [1, 3, 3, 4] });
    expect(() => importTfliteDraft(draft)).toThrow(
      errorLike('E_LAYER', /paddings of rows and columns, got \[0,0,0,0,0,0,1,1\]/),
    );
  });
});

describe('images of 8-bit integers', () => {
  const SCALE = { scales: [0.25], zeroPoints: [-10] };
  const made = (dims: readonly number[]): Made => ({ dims, type: 'INT8', quantization: SCALE });
  const real = (stored: number): number => 0.25 * (stored + 10);

  /** Output for bytes that are the image's. */
  function runBytes(draft: TfliteDraft, data: Uint8Array, side: number): number[] {
    const { model } = importTfliteDraft(draft, {});
    return Array.from(
      run(model, { element: 'uint8', height: side, width: side, channels: data.length / side ** 2, data }).data,
    );
  }

  test('say themselves which number a byte is', () => {
    const draft = new TfliteDraft(3);
    draft.operator('DEQUANTIZE', [draft.input([1, 1, 1, 3], 'INT8', SCALE)], { dims: [1, 1, 1, 3] });
    expect(runBytes(draft, Uint8Array.of(0, 118, 255), 1)).toEqual([-29.5, 0, 34.25]);
  });

  test('are averaged with ties away from the stored 0', () => {
    const draft = new TfliteDraft(3);
    draft.operator('AVERAGE_POOL_2D', [draft.input([1, 2, 2, 4], 'INT8', SCALE)], {
      ...made([1, 1, 1, 4]),
      options: pool(2, 2),
    });
    const means = [2.5, -2.5, 3.5, 3.25];
    const data = Uint8Array.from(
      { length: 16 },
      (_, k) => 128 + [means[k % 4] * 4 - 3 * Math.floor(means[k % 4]), Math.floor(means[k % 4])][k < 4 ? 0 : 1],
    );
    expect(runBytes(draft, data, 2)).toEqual([3, -3, 4, 3].map(real));
  });

  test('have the signs that rounding leaves', () => {
    const draft = new TfliteDraft(3);
    const image = draft.input([1, 1, 1, 256]);
    const scaled = draft.operator('MUL', [image, draft.floats([1], [0.25])], made([1, 1, 1, 256]));
    const bits = draft.operator('LceQuantize', [scaled], { dims: [1, 1, 1, 8], type: 'INT32' });
    draft.operator('LceDequantize', [bits], { dims: [1, 1, 1, 256] });
    const { model } = importTfliteDraft(draft);
    const data = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const y = run(model, { element: 'uint8', height: 1, width: 1, channels: 256, data }).data;
    // −0.125 is half a step below 0: it rounds to 0.
    expect(Array.from(y)).toEqual(Array.from(data, (byte) => (numberOf(byte) / 4 < -0.125 ? -1 : 1)));
  });

  test('keep their bytes beside their signs', () => {
    const draft = new TfliteDraft(3);
    const image = draft.input([1, 1, 1, 4], 'INT8', SCALE);
    const bits = draft.operator('LceQuantize', [image], { dims: [1, 1, 1, 1], type: 'INT32' });
    const signs = draft.operator('LceDequantize', [bits], { dims: [1, 1, 1, 4] });
    const numbers = draft.operator('DEQUANTIZE', [image], { dims: [1, 1, 1, 4] });
    draft.operator('ADD', [numbers, signs], { dims: [1, 1, 1, 4] });
    const data = Uint8Array.of(117, 118, 119, 255);
    expect(runBytes(draft, data, 1)).toEqual(Array.from(data, (byte) => real(byte - 128) + (byte < 118 ? -1 : 1)));
  });

  test('of an image of floats are a table', () => {
    const draft = new TfliteDraft(3);
    const bytes = draft.operator('QUANTIZE', [draft.input([1, 1, 1, 4])], made([1, 1, 1, 4]));
    draft.operator('DEQUANTIZE', [bytes], { dims: [1, 1, 1, 4] });
    const { model, x, y } = runDraft(draft);
    expect(model.layers.map((layer) => 'element' in layer && layer.element)).toContain('uint8');
    expect(y).toEqual(Array.from(x, (value) => expect.closeTo(value, 0.1250001) as number));
  });

  test('of signs with signs around them keep these in a convolution of bytes', () => {
    const draft = new TfliteDraft(3);
    const scale = { scales: [1], zeroPoints: [0] };
    const image = draft.input([1, 1, 1, 2], 'INT8', scale);
    const bits = draft.operator('LceQuantize', [image], { dims: [1, 1, 1, 1], type: 'INT32' });
    const dims = [1, 1, 1, 2];
    const signs = draft.operator('LceDequantize', [bits], { dims, type: 'INT8', quantization: scale });
    const inputs = [signs, draft.int32s([4, 2], [0, 0, 0, 0, 1, 0, 0, 0]), draft.floats([], [-1])];
    const padded = draft.operator('PADV2', inputs, { dims: [1, 1, 2, 2], type: 'INT8', quantization: scale });
    const weights = draft.int8s([3, 1, 2, 2], { scales: [1], zeroPoints: [0] });
    draft.operator('CONV_2D', [padded, weights, -1], { dims: [1, 1, 1, 3], options: CONV });
    const values = draft.tensors[weights].data!;
    const expected = [0, 1, 2].map((f) => -values[4 * f] - values[4 * f + 1] - values[4 * f + 2] + values[4 * f + 3]);
    expect(runBytes(draft, Uint8Array.of(100, 200), 1)).toEqual(expected);
  });

  test('without a scale are rejected', () => {
    const draft = new TfliteDraft(3);
    draft.operator('RELU', [draft.input([1, 2, 2, 1], 'INT8')], made([1, 2, 2, 1]));
    expect(() => importTfliteDraft(draft, {})).toThrow(
      errorLike('E_LAYER', /'image0' of bytes to have one scale above 0/),
    );
  });
});
