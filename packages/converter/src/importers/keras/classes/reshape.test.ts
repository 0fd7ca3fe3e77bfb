// Reshape and Permute: rows of numbers and back, and a shuffle of channels.
import { run, type Layer } from '@bitplane/model';
import { errorLike } from '@bitplane/cli/test-support';
import { importDraft } from '../../../test-support/import-draft';
import { LayersModelDraft } from '../../../test-support/layers-model-files';

const SIZE = 2;

/** Bytes less 128, then these layers. */
function imported(...layers: readonly [string, object][]) {
  const draft = new LayersModelDraft(1, SIZE).add('Rescaling', { name: 'rescale', scale: 1, offset: -128 });
  layers.forEach(([className, config], index) => draft.add(className, { name: `l${index}`, ...config }));
  return importDraft(draft);
}

const reshape = (...target_shape: number[]): [string, object] => ['Reshape', { target_shape }];
const permute = (...dims: number[]): [string, object] => ['Permute', { dims }];
const relu: [string, object] = ['ReLU', {}];

const kinds = ({ layers }: { readonly layers: readonly Layer[] }) => layers.map(({ kind }) => kind);

test.each([
  ['to a row and back', [reshape(12), reshape(2, 2, 3), relu]],
  ['to a row of any length', [reshape(-1), relu]],
  ['to itself', [reshape(2, -1, 3), relu]],
  ['to groups and back', [reshape(2, 2, 3, 1), permute(1, 2, 3, 4), reshape(2, 2, 3), relu]],
])('%s moves no number', (_, layers) => {
  expect(kinds(imported(...layers))).toEqual(['normalize', 'relu']);
});

test('two groups of two take turns', () => {
  const draft = new LayersModelDraft(1, SIZE, 'input_1', 4)
    .add('Rescaling', { name: 'rescale', scale: 1, offset: 0 })
    .add('Reshape', { name: 'grouped', target_shape: [2, 2, 2, 2] })
    .add('Permute', { name: 'turned', dims: [1, 2, 4, 3] })
    .add('Dropout', { name: 'dropout', rate: 0.5 })
    .add('Reshape', { name: 'together', target_shape: [2, 2, 4] });
  const model = importDraft(draft);
  const image = { element: 'uint8', ...model.input, data: Uint8Array.from({ length: 16 }, (_, k) => k) } as const;
  expect([...run(model, image).data.slice(0, 8)]).toEqual([0, 2, 1, 3, 4, 6, 5, 7]);
});

test.each<[string, readonly [string, object][], RegExp]>([
  ['other rows and columns', [reshape(4, 1, 3)], /l0: expected a reshape of 2×2×3 that keeps its pixels/],
  ['another number of numbers', [reshape(13)], /l0: expected target_shape to be the sizes of 12 numbers/],
  ['two open sizes', [reshape(-1, -1)], /l0: expected target_shape/],
  ['rows for columns', [permute(2, 1, 3)], /l0: expected dims \[1, 2, 4, 3\] of channels in groups/],
  [
    'a layer that reads groups',
    [reshape(2, 2, 3, 1), relu],
    /l1: expected \[height, width, channels\], got channels in groups/,
  ],
])('%s: rejected', (_, layers, message) => {
  expect(() => imported(...layers)).toThrow(errorLike('E_LAYER', new RegExp(`layer ${message.source}`)));
});
