// Functional models: what reads what, and what dense layers read.
import { errorLike } from '@bitplane/cli/test-support';
import { run, zeros, type BinaryConv2D, type Layer } from '@bitplane/model';
import { FunctionalDraft } from '../../test-support/functional-draft';
import { importDraft } from '../../test-support/import-draft';
import { LayersModelDraft } from '../../test-support/layers-model-files';
import {
  binaryConv,
  binaryDense,
  flatten,
  norm,
  pool,
  quantizedDense,
  rescale,
} from '../../test-support/networks/parts';

const edgesOf = (layers: readonly Layer[]) => layers.map(({ name, inputs }) => `${inputs.join('+')} → ${name}`);

test('branches come in as they are connected, more than two summands one after the other', () => {
  const draft = new FunctionalDraft(1, 4);
  const image = draft.call('image', ...rescale);
  const a = draft.call(image, ...norm('a', 3));
  const b = draft.call(image, 'Activation', { name: 'nothing', activation: 'linear' });
  const sum = draft.call([a, b, image], 'Add', { name: 'sum' });
  draft.call([sum, a], 'Concatenate', { name: 'join', axis: -1 });
  expect(edgesOf(importDraft(draft).layers)).toEqual([
    'input → rescale',
    'rescale → a',
    'a+rescale → sum/1',
    'sum/1+rescale → sum',
    'sum+a → join',
  ]);
});

test('sums of integers stand beside numbers as numbers', () => {
  const draft = new FunctionalDraft(1, 4);
  const image = draft.call('image', ...rescale);
  const sums = draft.call(image, ...binaryConv('conv', [3, 3], { bias: false }));
  draft.call([sums, sums, image], 'Concatenate', { name: 'join', axis: 3 });
  const { layers } = importDraft(draft);
  expect(edgesOf(layers).slice(3)).toEqual([
    'conv → join/conv',
    'join/conv+join/conv → join/1',
    'join/1+rescale → join',
  ]);
});

test('a dense layer reads rows, columns and channels in the order in which Flatten lays them out', () => {
  const draft = new LayersModelDraft(5, 2)
    .add(...rescale)
    .add(...flatten('flat'))
    .add(...binaryDense('dense', [12, 4]));
  const model = importDraft(draft);
  const conv = model.layers.at(-1) as BinaryConv2D;
  expect(conv).toMatchObject({ kind: 'binary-conv2d', filters: 4, window: { size: [2, 2] } });
  const kernel = draft.weights[0].values;
  const image = zeros('uint8', model.input);
  image.data.fill(200);
  const expected = [0, 1, 2, 3].map((unit) =>
    Array.from({ length: 12 }, (_, k): number => (kernel[k * 4 + unit] >= 0 ? 1 : -1)).reduce((sum, w) => sum + w),
  );
  expect([...run(model, image).data]).toEqual(expected);
});

test('each filter of a depthwise kernel has a scale of its own', () => {
  const config = { name: 'deep', kernel_size: [2, 2], use_bias: false, depthwise_quantizer: 'magnitude-aware-sign' };
  const draft = new LayersModelDraft(5, 4)
    .add(...rescale)
    .add('BinaryDepthwiseConv2D', { ...config, depth_multiplier: 2 }, { depthwise_kernel: [2, 2, 3, 2] });
  const { layers } = importDraft(draft);
  expect(layers.at(-2)).toMatchObject({ kind: 'binary-conv2d', filters: 6, groups: 3 });
  const { scale } = layers.at(-1) as { scale?: Float64Array };
  const kernel = draft.weights[0].values;
  expect([...scale!]).toEqual(
    [0, 1, 2, 3, 4, 5].map(
      (filter) => [0, 1, 2, 3].reduce((sum, tap) => sum + Math.abs(kernel[tap * 6 + filter]), 0) / 4,
    ),
  );
});

describe('rejects, with the layer and the reason,', () => {
  const chain =
    (...parts: readonly Parameters<LayersModelDraft['add']>[]) =>
    () =>
      importDraft(parts.reduce((draft, part) => draft.add(...part), new LayersModelDraft(1, 4).add(...rescale)));

  test.each<[string, () => unknown, RegExp]>([
    [
      'a dense layer on an image',
      chain([...quantizedDense('dense', [48, 10])]),
      /dense: expected Flatten before it, got 4×4×3/,
    ],
    [
      'a batch norm of flattened pixels',
      chain([...flatten('flat')], [...norm('late', 48)]),
      /late: expected \[height, width, channels\], got 4×4×3 flattened to 48; put it before Flatten/,
    ],
    [
      'several bits of a depthwise kernel',
      chain([
        'BinaryDepthwiseConv2D',
        { name: 'deep', kernel_size: [3, 3], use_bias: false, depthwise_quantizer: { name: 'residual-sign-kernel' } },
        { depthwise_kernel: [3, 3, 3, 1] },
      ]),
      /deep: expected groups 1 in a layer whose kernel has several bits, got 3/,
    ],
    ['a mean image', chain(['MeanImage', { name: 'mean' }]), /mean: .*got class MeanImage; .*Rescaling/],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(errorLike('E_LAYER', message));
  });

  const functional = (change: (draft: FunctionalDraft) => void) => () => {
    const draft = new FunctionalDraft(1, 4);
    draft.call('image', ...rescale);
    change(draft);
    return importDraft(draft);
  };

  test.each<[string, (draft: FunctionalDraft) => void, RegExp]>([
    [
      'a layer that reads a later one',
      (draft) => draft.call('later', ...norm('a', 3)),
      /a: expected its inputs to be earlier layers, got later/,
    ],
    ['a name that is taken', (draft) => draft.call('rescale', ...rescale), /rescale: expected a unique name/],
    [
      'a sum of one',
      (draft) => draft.call('rescale', 'Add', { name: 'sum' }),
      /sum: expected at least 2 inputs, got 1/,
    ],
    [
      'pixels of other sizes side by side',
      (draft) =>
        draft.call(['rescale', draft.call('rescale', ...pool('Max', 'pool', 2))], 'Concatenate', { name: 'join' }),
      /join: expected inputs of the same height and width, got 4×4, 2×2/,
    ],
    [
      'a layer that is called twice',
      (draft) => {
        draft.call('rescale', ...norm('a', 3));
        const last = draft.layers.length - 1;
        const [node] = draft.layers[last].inbound_nodes!;
        draft.layers[last] = { ...draft.layers[last], inbound_nodes: [node, node] };
      },
      /a: expected a layer that is called once, got 2 calls/,
    ],
  ])('%s', (_, change, message) => {
    expect(functional(change)).toThrow(errorLike('E_LAYER', message));
  });

  test('sums of other shapes', () => {
    const make = functional((draft) =>
      draft.call(['rescale', draft.call('rescale', ...pool('Max', 'pool', 2))], 'Add', { name: 'sum' }),
    );
    expect(make).toThrow(errorLike('E_SHAPE', /'sum'.*4×4×3 and 2×2×3/));
  });
});
