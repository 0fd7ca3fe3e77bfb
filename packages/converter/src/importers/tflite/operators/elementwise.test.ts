import { errorLike } from '@bitplane/cli/test-support';
import { importTfliteDraft, runDraft } from '../../../test-support/tflite/run-draft';
import { float32, int32, int8, TfliteDraft } from '../../../test-support/tflite/tflite-draft';
import { ARITHMETIC_OPTIONS, CONCATENATION_OPTIONS, LEAKY_RELU_OPTIONS } from '../file/schema';

const DIMS = [1, 3, 2, 4];
const CONSTANTS = [0.5, -2, 4, 8];
const at = (k: number): number => CONSTANTS[k % 4];

test.each<[string, boolean, (x: number, c: number) => number]>([
  ['ADD', false, (x, c) => x + c],
  ['ADD', true, (x, c) => x + c],
  ['SUB', false, (x, c) => x - c],
  ['SUB', true, (x, c) => c - x],
  ['MUL', false, (x, c) => x * c],
  ['MUL', true, (x, c) => x * c],
  ['DIV', false, (x, c) => x / c],
])('%s by numbers of channels (first: %s)', (kind, isFirst, expected) => {
  const draft = new TfliteDraft(1);
  const [image, numbers] = [draft.input(DIMS), draft.floats([1, 1, 1, 4], CONSTANTS)];
  draft.operator(kind, isFirst ? [numbers, image] : [image, numbers], { dims: DIMS });
  const { x, y } = runDraft(draft);
  expect(y).toEqual(Array.from(x, (value, k) => expected(value, at(k))));
});

test.each<[string, readonly number[], readonly number[], (k: number) => number]>([
  ['one number', [], [3], () => 3],
  ['one number as a row', [1, 1], [3], () => 3],
  [
    'a number for each element that depends on its channel alone',
    DIMS,
    Array.from({ length: 24 }, (_, k) => at(k)),
    at,
  ],
])('MUL by %s', (_, dims, values, expected) => {
  const draft = new TfliteDraft(1);
  draft.operator('MUL', [draft.input(DIMS), draft.floats(dims, values)], { dims: DIMS });
  const { x, y } = runDraft(draft);
  expect(y).toEqual(Array.from(x, (value, k) => value * expected(k)));
});

test.each<[string, (a: number, b: number) => number]>([
  ['ADD', (a, b) => a + b],
  ['SUB', (a, b) => a - b],
])('%s of two images, with a fused activation', (kind, expected) => {
  const draft = new TfliteDraft(1);
  const image = draft.input(DIMS);
  const scaled = draft.operator('MUL', [image, draft.floats([4], CONSTANTS)], { dims: DIMS });
  draft.operator(kind, [image, scaled], { dims: DIMS, options: [int8(ARITHMETIC_OPTIONS.activation, 1)] });
  const { x, y } = runDraft(draft);
  expect(y).toEqual(Array.from(x, (value, k) => Math.max(0, expected(value, value * at(k)))));
});

test.each<[string, (x: number) => number]>([
  ['RELU', (x) => Math.max(0, x)],
  ['RELU6', (x) => Math.max(0, Math.min(6, x))],
  ['RELU_N1_TO_1', (x) => Math.max(-1, Math.min(1, x))],
  ['RELU_0_TO_1', (x) => Math.max(0, Math.min(1, x))],
])('%s', (kind, expected) => {
  const draft = new TfliteDraft(1);
  draft.operator(kind, [draft.input(DIMS)], { dims: DIMS });
  const { x, y } = runDraft(draft);
  expect(y).toEqual(Array.from(x, expected));
});

test('LEAKY_RELU has one slope', () => {
  const draft = new TfliteDraft(1);
  draft.operator('LEAKY_RELU', [draft.input(DIMS)], { dims: DIMS, options: [float32(LEAKY_RELU_OPTIONS.alpha, 0.25)] });
  const { x, y } = runDraft(draft);
  expect(y).toEqual(Array.from(x, (value) => (value >= 0 ? value : value / 4)));
});

test.each([
  ['one for each channel', [1, 1, 4], 4],
  ['one for each element', [3, 2, 4], 24],
])('PRELU has slopes, %s', (_, dims, count) => {
  const draft = new TfliteDraft(1);
  const slopes = draft.floats(dims);
  draft.operator('PRELU', [draft.input(DIMS), slopes], { dims: DIMS });
  const { x, y } = runDraft(draft);
  const own = draft.tensors[slopes].data!;
  expect(y).toEqual(Array.from(x, (value, k) => (value >= 0 ? value : value * own[k % count])));
});

test('CONCATENATION puts channels side by side', () => {
  const draft = new TfliteDraft(1);
  const image = draft.input(DIMS);
  const doubled = draft.operator('MUL', [image, draft.floats([1], [2])], { dims: DIMS });
  const options = [int32(CONCATENATION_OPTIONS.axis, 3)];
  draft.operator('CONCATENATION', [image, doubled, image], { dims: [1, 3, 2, 12], options });
  const { x, y } = runDraft(draft);
  const pixels = Array.from({ length: 6 }, (_, pixel) => [...x.subarray(4 * pixel, 4 * pixel + 4)]);
  expect(y).toEqual(pixels.flatMap((own) => [...own, ...own.map((value) => 2 * value), ...own]));
});

describe('rejected by name', () => {
  test.each<[string, (draft: TfliteDraft, image: number) => void, RegExp]>([
    [
      'two images that multiply',
      (draft, image) => draft.operator('MUL', [image, image], { dims: DIMS, name: 'gate' }),
      /operator 0 \(MUL\) 'gate': expected one constant operand, got two.*squeeze/,
    ],
    [
      'numbers for each pixel',
      (draft, image) => draft.operator('ADD', [image, draft.floats([1, 3, 2, 4])], { dims: DIMS }),
      /one for each of 4 channels, got floats1 \[1,3,2,4\] on 3×2×4/,
    ],
    [
      'numbers for each row, which are as many as channels',
      (draft, image) => draft.operator('ADD', [image, draft.floats([4, 1])], { dims: DIMS }),
      /one for each of 4 channels/,
    ],
    [
      'a constant by the image',
      (draft, image) => draft.operator('DIV', [draft.floats([1]), image], { dims: DIMS }),
      /a division by a constant/,
    ],
    [
      'a division by 0',
      (draft, image) => draft.operator('DIV', [image, draft.floats([1], [0])], { dims: DIMS }),
      /divisors other than 0/,
    ],
    [
      'rows side by side',
      (draft, image) =>
        draft.operator('CONCATENATION', [image, image], {
          dims: [1, 6, 2, 4],
          options: [int32(CONCATENATION_OPTIONS.axis, 1)],
        }),
      /a concatenation of channels, axis 3, got axis 1/,
    ],
    [
      'a fused TANH',
      (draft, image) =>
        draft.operator('ADD', [image, image], { dims: DIMS, options: [int8(ARITHMETIC_OPTIONS.activation, 4)] }),
      /RELU6 or RELU_N1_TO_1, got TANH/,
    ],
    ['no input', (draft) => draft.operator('RELU', [], { dims: DIMS }), /input 0 to be made of the image, got none/],
    [
      'a shape that is not declared',
      (draft, image) => draft.operator('RELU', [image], { dims: [1, 2, 2, 4] }),
      /an output of 3×2×4, got \[1,2,2,4\]/,
    ],
  ])('%s', (_, draw, message) => {
    const draft = new TfliteDraft(1);
    draw(draft, draft.input(DIMS));
    expect(() => importTfliteDraft(draft)).toThrow(errorLike(expect.any(String) as never, message));
  });
});
