import { randomImages, run } from '@bitplane/model';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyPasses } from '../../passes';
import { errorLike } from '@bitplane/cli/test-support';
import { importTfliteDraft, runDraft } from '../../test-support/tflite/run-draft';
import { smallNetwork } from '../../test-support/tflite/small-network';
import { int32, TfliteDraft } from '../../test-support/tflite/tflite-draft';
import { CONCATENATION_OPTIONS } from './file/schema';
import { importerOf } from '..';

const folder = mkdtempSync(join(tmpdir(), 'bitplane-tflite-'));
afterAll(() => rmSync(folder, { recursive: true }));

const put = (name: string, content: Uint8Array | string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

test('a file is recognized by its content, and by its name where it is damaged', () => {
  expect(importerOf(put('network.bin', smallNetwork().bytes())).name).toBe('tflite');
  const damaged = put('damaged.tflite', 'TFL3');
  expect(() => importerOf(damaged).read(damaged, {})).toThrow(
    errorLike('E_FILE', /damaged.tflite: expected a whole TensorFlow Lite file/),
  );
});

test('all layers come, under the names of the file, and keep their numbers through the passes', () => {
  const { model, notes } = importTfliteDraft(smallNetwork());
  const passed = applyPasses(model);
  for (const image of randomImages(model, 4, 1)) {
    const [before, after] = [run(model, image).data, run(passed, image).data];
    expect(Array.from(after)).toEqual(Array.from(before, (score) => expect.closeTo(score, 4) as number));
  }
  const outputs = smallNetwork().operators.map(({ outputs: [made] }) => `made${made}`);
  const names = model.layers.map(({ name }) => name);
  // Of the others LceDequantize and RESHAPE make no layer, and LceQuantize one of its input's name.
  expect(outputs.filter((name) => names.includes(name))).toEqual([0, 1, 3, 4, 7].map((operator) => outputs[operator]));
  expect(notes).toEqual([expect.stringMatching(/operator 8 \(SOFTMAX\) 'scores': left out/)]);
});

test('a softmax that is not the end is rejected', () => {
  const draft = new TfliteDraft(1);
  const middle = draft.operator('SOFTMAX', [draft.input([1, 1, 1, 4])], { dims: [1, 1, 1, 4] });
  draft.operator('RELU', [middle], { dims: [1, 1, 1, 4] });
  expect(() => importTfliteDraft(draft)).toThrow(errorLike('E_LAYER', /\(SOFTMAX\).*at the end of the network/));
});

test('the bytes of a softmax that is left out do not round the scores before it', () => {
  const draft = new TfliteDraft(1);
  const dims = [1, 1, 1, 4];
  const doubled = draft.operator('MUL', [draft.input(dims), draft.floats([1], [2])], { dims });
  const shares = draft.operator('SOFTMAX', [doubled], { dims });
  draft.operator('QUANTIZE', [shares], { dims, type: 'UINT8', quantization: { scales: [1 / 256], zeroPoints: [0] } });
  const { x, y } = runDraft(draft);
  expect(y).toEqual(Array.from(x, (value) => 2 * value));
});

test('several images of one size are the channels of one', () => {
  const draft = new TfliteDraft(1);
  const [left, right] = [draft.input([1, 2, 2, 2]), draft.input([1, 2, 2, 1])];
  const doubled = draft.operator('MUL', [right, draft.floats([1], [2])], { dims: [1, 2, 2, 1] });
  const options = [int32(CONCATENATION_OPTIONS.axis, -1)];
  draft.operator('CONCATENATION', [doubled, left], { dims: [1, 2, 2, 3], options });
  const { x, y } = runDraft(draft);
  expect(y).toEqual([0, 1, 2, 3].flatMap((pixel) => [2 * x[3 * pixel + 2], x[3 * pixel], x[3 * pixel + 1]]));
});

test('what the output does not depend on may be anything', () => {
  const draft = new TfliteDraft(1);
  const image = draft.input([1, 2, 2, 1]);
  const scores = draft.operator('RELU', [image], { dims: [1, 2, 2, 1] });
  draft.operator('HARD_SWISH', [image], { dims: [1, 2, 2, 1] });
  draft.outputs = [scores];
  const { x, y } = runDraft(draft);
  expect(y).toEqual(Array.from(x, (value) => Math.max(0, value)));
});

test('tensors of one name become layers of different ones', () => {
  const draft = new TfliteDraft(1);
  const once = draft.operator('RELU', [draft.input([1, 1, 1, 2])], { dims: [1, 1, 1, 2], name: 'same;fused' });
  draft.operator('RELU6', [once], { dims: [1, 1, 1, 2], name: 'same\nother' });
  draft.operator('RELU6', [draft.tensors.length - 1], { dims: [1, 1, 1, 2], name: 'same' });
  expect(importTfliteDraft(draft).model.layers.map(({ name }) => name)).toEqual([
    ...['input/numbers', 'same', 'same other', 'same~2'],
  ]);
});

describe('rejected', () => {
  const after = (
    draw: (draft: TfliteDraft, image: number) => void,
    dims: readonly number[] = [1, 2, 2, 1],
  ): TfliteDraft => {
    const draft = new TfliteDraft(1);
    draw(draft, draft.input(dims));
    return draft;
  };
  const made = { dims: [1, 2, 2, 1] };

  test.each<[string, TfliteDraft, Parameters<typeof errorLike>]>([
    [
      'an operator without a counterpart, with what to use instead',
      after((draft, image) => draft.operator('TANH', [image], { ...made, name: 'squash' })),
      ['E_LAYER', /operator 0 'squash': expected one that is supported, got TANH; use RELU_N1_TO_1.*docs\/import.md/],
    ],
    [
      'a custom operator that nobody knows',
      after((draft, image) => draft.operator('MyOperator', [image], made)),
      ['E_LAYER', /got MyOperator; docs\/import.md/],
    ],
    [
      'several outputs',
      after((draft, image) => {
        draft.outputs = [draft.operator('RELU', [image], made), draft.operator('RELU6', [image], made)];
      }),
      ['E_LAYER', /one output, the scores, got made1, made2; convert/],
    ],
    [
      'a network that does nothing',
      after((draft, image) => {
        draft.outputs = [image];
      }),
      ['E_LAYER', /operators that make scores of the image, got none/],
    ],
    [
      'a tensor that is made twice',
      after((draft, image) => {
        const once = draft.operator('RELU', [image], made);
        draft.operators.push({ kind: 'RELU', inputs: [image], outputs: [once] });
      }),
      ['E_FILE', /operator 1 \(RELU\): expected tensor 1 'made1' to be made once/],
    ],
    [
      'a cycle',
      after((draft, image) => {
        draft.operators.push(
          { kind: 'ADD', inputs: [image, 2], outputs: [1] },
          { kind: 'RELU', inputs: [1], outputs: [2] },
        );
        draft.add({ name: 'a', dims: [1, 2, 2, 1], type: 'FLOAT32' });
        draft.add({ name: 'b', dims: [1, 2, 2, 1], type: 'FLOAT32' });
      }),
      ['E_FILE', /operator 0 \(ADD\): expected tensor 2 'b' to be made before it is read/],
    ],
    [
      'an input that is no image',
      after((draft, image) => draft.operator('RELU', [image], made), [1, 2, 2, 2, 1]),
      ['E_SHAPE', /'image0' to be \[batch, height, width, channels\], got \[1,2,2,2,1\]/],
    ],
    [
      'images of different sizes',
      after((draft, image) => draft.operator('ADD', [image, draft.input([1, 3, 3, 1])], made)),
      ['E_SHAPE', /inputs of one height and width, got image0 \[1,2,2,1\] and image1 \[1,3,3,1\]/],
    ],
    [
      'numbers that are neither floats nor bytes',
      after((draft, image) => draft.operator('RELU', [image], { ...made, type: 'INT16' })),
      ['E_LAYER', /'made1' to be FLOAT32, INT8 or UINT8, got INT16/],
    ],
  ])('%s', (_, draft, [code, message]) => {
    expect(() => importTfliteDraft(draft)).toThrow(errorLike(code, message));
  });

  test('floats without word of what a byte is', () => {
    const draft = after((each, image) => each.operator('RELU', [image], made));
    expect(() => importTfliteDraft(draft, {})).toThrow(
      errorLike('E_USAGE', /--input to say how a byte.*'image0' of FLOAT32; for example --input "u8\/255"/),
    );
  });
});
