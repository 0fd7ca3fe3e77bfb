import { errorLike } from '@bitplane/cli/test-support';
import { importTfliteDraft, runDraft } from '../../../test-support/tflite/run-draft';
import { TfliteDraft } from '../../../test-support/tflite/tflite-draft';

const still = (draft: TfliteDraft, kind: string, from: number, dims: readonly number[]): number =>
  draft.operator(kind, [from, draft.int32s([dims.length], dims)], { dims });

test('reshapes that move no number make no layer', () => {
  const draft = new TfliteDraft(2);
  const image = draft.input([1, 1, 1, 6]);
  const row = still(draft, 'RESHAPE', image, [1, 6]);
  const again = still(draft, 'EXPAND_DIMS', row, [1, 1, 6]);
  const pixel = still(draft, 'RESHAPE', again, [1, 1, 1, 6]);
  const squeezed = still(draft, 'SQUEEZE', pixel, [6]);
  draft.operator('RELU', [squeezed], { dims: [6] });
  const { model, x, y } = runDraft(draft);
  expect(model.layers.map(({ kind }) => kind)).toEqual(['byte-table', 'relu']);
  expect(y).toEqual(Array.from(x, (value) => Math.max(0, value)));
});

test('a transpose of dimensions of 1 makes no layer', () => {
  const draft = new TfliteDraft(2);
  const moved = draft.operator('TRANSPOSE', [draft.input([1, 1, 1, 6]), draft.int32s([4], [0, 3, 1, 2])], {
    dims: [1, 6, 1, 1],
  });
  draft.operator('RELU', [still(draft, 'RESHAPE', moved, [1, 6])], { dims: [1, 6] });
  expect(importTfliteDraft(draft).model.layers).toHaveLength(2);
});

/** 6 channels in `groups`. */
function shuffle(groups: number, order: readonly number[] = [0, 1, 2, 4, 3]): TfliteDraft {
  const draft = new TfliteDraft(2);
  const size = 6 / groups;
  const split = still(draft, 'RESHAPE', draft.input([1, 2, 3, 6]), [1, 2, 3, groups, size]);
  const dims = order.map((dimension) => [1, 2, 3, groups, size][dimension]);
  const exchanged = draft.operator('TRANSPOSE', [split, draft.int32s([5], order)], { dims, name: 'exchanged' });
  still(draft, 'RESHAPE', exchanged, [1, 2, 3, 6]);
  return draft;
}

test.each([2, 3])('a channel shuffle of %i groups exchanges groups and places', (groups) => {
  const { x, y } = runDraft(shuffle(groups));
  const size = 6 / groups;
  const expected = Array.from(x, (_, k) => x[k - (k % 6) + ((k % 6) % groups) * size + Math.floor((k % 6) / groups)]);
  expect(y).toEqual(expected);
});

describe('rejected', () => {
  test.each<[string, TfliteDraft, RegExp]>([
    [
      'rows and columns that are exchanged',
      shuffle(2, [0, 2, 1, 3, 4]),
      /'exchanged': expected a channel shuffle.*got order 0,2,1,3,4/,
    ],
    [
      'rows and channels that mix',
      (() => {
        const draft = new TfliteDraft(2);
        still(draft, 'RESHAPE', draft.input([1, 2, 3, 6]), [1, 6, 6]);
        return draft;
      })(),
      /a reshape of 2×3×6 to itself.*got \[1,2,3,6\] to \[1,6,6\]/,
    ],
    [
      'a pooling of one row of numbers',
      (() => {
        const draft = new TfliteDraft(2);
        const row = still(draft, 'RESHAPE', draft.input([1, 2, 3, 6]), [1, 36]);
        draft.operator('MEAN', [row, draft.int32s([2], [1, 2])], { dims: [1, 6], name: 'mean' });
        return draft;
      })(),
      /\(MEAN\) 'mean': expected an input \[batch, height, width, channels\], got the numbers of 2×3×6 in another shape/,
    ],
  ])('%s', (_, draft, message) => {
    expect(() => importTfliteDraft(draft)).toThrow(errorLike('E_LAYER', message));
  });

  test('a transpose that nothing undoes', () => {
    const draft = shuffle(2);
    draft.outputs = draft.operators[1].outputs;
    expect(() => importTfliteDraft(draft)).toThrow(errorLike('E_LAYER', /a reshape after the last transpose/));
  });
});
