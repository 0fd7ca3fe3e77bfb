import { errorLike } from '@bitplane/cli/test-support';
import { randomImages, run, type BinaryConv2D, type Conv2D, type Layer, type Model } from '@bitplane/model';
import { importDraft } from '../../../test-support/import-draft';
import { LayersModelDraft, type LayerConfig, type WeightShapes } from '../../../test-support/layers-model-files';

const SIZE = 6;

const rescaled = () => new LayersModelDraft(1, SIZE).add('Rescaling', { name: 'rescale', scale: 1, offset: -128 });

const binary = (draft: LayersModelDraft, config: object, weights: WeightShapes = {}) =>
  draft.add(
    'BinaryConv2D',
    { name: 'conv', filters: 2, kernel_size: [3, 3], use_bias: false, ...config },
    { kernel: [3, 3, 3, 2], ...weights },
  );

const zeroPadding = (padding: unknown): [string, LayerConfig] => [
  'ZeroPadding2D',
  { name: 'pad', padding, data_format: 'channels_last' },
];

const windowOf = (model: Model, kind: Layer['kind']) => {
  const layer = model.layers.find((each) => each.kind === kind) as BinaryConv2D | Conv2D;
  return { padding: layer.window.padding, padValue: 'padValue' in layer ? layer.padValue : undefined };
};

describe('explicit padding', () => {
  test.each([
    [1, { top: 1, bottom: 1, left: 1, right: 1 }],
    [0, { top: 0, bottom: 0, left: 0, right: 0 }],
    [[1, 2], { top: 1, bottom: 1, left: 2, right: 2 }],
    [
      [
        [0, 1],
        [2, 3],
      ],
      { top: 0, bottom: 1, left: 2, right: 3 },
    ],
  ])('%j', (padding, expected) => {
    const model = importDraft(binary(rescaled(), { padding, strides: [2, 2], pad_value: -1 }));
    expect(windowOf(model, 'binary-conv2d')).toEqual({ padding: expected, padValue: -1 });
  });

  test.each([-1, 0.5, [1], [1, 2, 3], [[1, 2], [3]], 'full', { top: 1 }])('%j is rejected', (padding) => {
    expect(() => importDraft(binary(rescaled(), { padding }))).toThrow(
      errorLike('E_LAYER', /layer conv: expected padding "same", "valid", a whole number, \[rows, columns\] or/),
    );
  });
});

describe('ZeroPadding2D', () => {
  test('becomes the padding of the first convolution, whose own is added', () => {
    const first = (padding: unknown) =>
      importDraft(
        rescaled()
          .add(
            ...zeroPadding([
              [0, 1],
              [2, 3],
            ]),
          )
          .add(
            'QuantizedConv2D',
            { name: 'conv', filters: 2, kernel_size: [3, 3], padding },
            { kernel: [3, 3, 3, 2], bias: [2] },
          ),
      );
    expect(windowOf(first('valid'), 'conv2d').padding).toEqual({ top: 0, bottom: 1, left: 2, right: 3 });
    expect(windowOf(first('same'), 'conv2d').padding).toEqual({ top: 1, bottom: 2, left: 3, right: 4 });
    expect(windowOf(first(1), 'conv2d').padding).toEqual({ top: 1, bottom: 2, left: 3, right: 4 });
  });

  test('before a binary layer is padding with +1, the sign of 0', () => {
    const model = importDraft(binary(rescaled().add(...zeroPadding(1)), { padding: 'valid', pad_value: 0 }));
    expect(windowOf(model, 'binary-conv2d')).toEqual({
      padding: { top: 1, bottom: 1, left: 1, right: 1 },
      padValue: 1,
    });
  });

  test('is added to a padding with +1, and to another ZeroPadding2D', () => {
    const twice = rescaled()
      .add(...zeroPadding(1))
      .add('ZeroPadding2D', {
        name: 'more',
        padding: [
          [1, 0],
          [0, 0],
        ],
      });
    const model = importDraft(binary(twice, { padding: 'same', pad_value: 1 }));
    expect(windowOf(model, 'binary-conv2d')).toEqual({
      padding: { top: 3, bottom: 2, left: 2, right: 2 },
      padValue: 1,
    });
  });

  test.each([
    ['a layer that pads with nothing', { padding: 'same', pad_value: 0 }, {}],
    ['a learned shift', { padding: 'valid', input_quantizer: 'react-sign' }, { input_shift: [3] }],
    ['several bits', { padding: 'valid', input_quantizer: { name: 'residual-sign', bits: 2 } }, { input_scale: [2] }],
  ])('before %s are numbers', (_, config, weights) => {
    const padded = (pads: boolean) => {
      const draft = rescaled();
      if (pads) draft.add(...zeroPadding(1));
      return importDraft(binary(draft, config, weights));
    };
    const [model, bare] = [padded(true), padded(false)];
    expect(windowOf(model, 'conv2d').padding).toEqual({ top: 1, bottom: 1, left: 1, right: 1 });
    const sizeOf = (of: Model) => run(of, randomImages(of, 1, 1)[0]).height;
    expect(sizeOf(model)).toBe(sizeOf(bare) + 2);
  });

  test('before a pooling are numbers that it pools', () => {
    const model = importDraft(
      rescaled()
        .add(...zeroPadding(1))
        .add('MaxPooling2D', { name: 'pool', pool_size: [2, 2], strides: [2, 2], padding: 'valid' }),
    );
    const below = { element: 'uint8', height: 6, width: 6, channels: 3, data: new Uint8Array(108) } as const;
    const { data, channels } = run(model, below);
    expect([data[0], data[(1 * 4 + 1) * channels]]).toEqual([0, -128]);
  });

  test('at the end are rejected', () => {
    const draft = rescaled().add(...zeroPadding(1));
    expect(() => importDraft(draft)).toThrow(/layer pad: .*got the end of the network; leave it out/);
  });
});
