import { errorLike } from '@bitplane/cli/test-support';
import { importDraft } from '../../test-support/import-draft';
import { LayersModelDraft } from '../../test-support/layers-model-files';

/**
 * The error for a network with this layer at its end; the layer has no weights, and follows a shape that it could not
 * take.
 */
const saidOf = (className: string, config: object = {}) => {
  const draft = new LayersModelDraft(1, 6)
    .add('Rescaling', { name: 'rescale', scale: 1 / 256 })
    .add('Flatten', { name: 'flat' })
    .add(className, { name: 'mine', ...config });
  return () => importDraft(draft);
};

describe('a class that cannot be exported is rejected by the name of the layer, with what to use instead:', () => {
  test.each([
    ...[
      ['Conv2DTranspose', /leave it out/],
      ['ELU', /PReLU with shared_axes/],
      ['LayerNormalization', /BatchNormalization instead/],
      ['GroupNormalization', /BatchNormalization instead/],
      ['Cropping2D', /leave it out/],
      ['Resizing', /--image-size/],
      ['Multiply', /BatchNormalization/],
      ['Embedding', /only networks of images/],
      ['Masking', /only networks of images/],
      ['LSTM', /convolutions .* instead/],
      ['GRU', /convolutions .* instead/],
      ['Bidirectional', /convolutions .* instead/],
      ['Conv1D', /2D layer .* instead/],
      ['Conv3D', /2D layer instead/],
      ['Lambda', /docs\/networks\.md instead/],
    ],
    ['QuantLocallyConnected2D', /a convolution instead/],
    ['QuantConv2DTranspose', /leave it out/],
    ['QuantConv1D', /2D layer .* instead/],
    ['BinaryConv2d', /did you mean "BinaryConv2D"\?/],
    ['Whatever', /expected one of Rescaling, /],
  ] as [string, RegExp][])('%s', (className, advice) => {
    const rejected = new RegExp(
      `layer mine: .*got class ${className}.*${advice.source}|${advice.source}.*class ${className}`,
    );
    expect(saidOf(className)).toThrow(errorLike('E_LAYER', rejected));
    expect(saidOf(className)).not.toThrow(/\n/);
  });
});

test.each(['tanh', 'swish', 'gelu', 'exponential'])(
  'activation %s is rejected with what to use instead, in a layer of its own and in others',
  (activation) => {
    const rejected = errorLike(
      'E_LAYER',
      new RegExp(`layer mine: expected activation .*got ${activation}; .*PReLU with shared_axes`),
    );
    for (const className of ['Activation', 'QuantizedDense', 'Dense', 'QuantConv2D'])
      expect(saidOf(className, { activation })).toThrow(rejected);
  },
);

test.each(['softmax', 'log_softmax', 'sigmoid'])('%s is left out at the end, and rejected before it', (activation) => {
  const draft = new LayersModelDraft(1, 6)
    .add('Rescaling', { name: 'rescale', scale: 1 / 256 })
    .add('Activation', { name: 'shares', activation })
    .add('Dropout', { name: 'dropout', rate: 0.5 });
  expect(importDraft(draft).layers.map(({ name }) => name)).toEqual(['rescale']);
  draft.add('ReLU', { name: 'relu' });
  expect(() => importDraft(draft)).toThrow(
    errorLike('E_LAYER', new RegExp(`layer shares: expected ${activation} at the end of the network`)),
  );
});

test('relu in a layer with a kernel becomes one after it', () => {
  expect(saidOf('QuantizedDense', { units: 10, activation: 'relu' })).toThrow(
    /layer mine: .*put a layer Activation after it/,
  );
});

test.each([
  ['BatchNormalization', {}],
  ['QuantizedConv2D', { filters: 8, kernel_size: [3, 3] }],
  ['BinaryConv2D', { filters: 8, kernel_size: [3, 3] }],
  ['MaxPooling2D', {}],
])('%s on the image itself is told to start with Rescaling', (className, config) => {
  const draft = new LayersModelDraft(1, 6).add(className, { name: 'first', ...config });
  expect(() => importDraft(draft)).toThrow(
    errorLike(
      'E_LAYER',
      /layer first: expected Rescaling to read the image, .*tf\.layers\.rescaling\(\{ scale: 1 \/ 256/,
    ),
  );
});

test('Rescaling after other layers is a scale and an offset', () => {
  const draft = new LayersModelDraft(1, 6)
    .add('Rescaling', { name: 'rescale', scale: 1 / 256 })
    .add('ReLU', { name: 'relu' })
    .add('Rescaling', { name: 'again', scale: 2, offset: [0, 1, -1] });
  expect(importDraft(draft).layers.at(-1)).toMatchObject({
    ...{ kind: 'affine', name: 'again', scale: Float64Array.of(2, 2, 2), offset: Float64Array.of(0, 1, -1) },
  });
});

test('what only training sees comes in as nothing', () => {
  const draft = new LayersModelDraft(1, 6)
    .add('GaussianNoise', { name: 'grain', stddev: 2 })
    .add('Rescaling', { name: 'rescale', scale: 1 / 256 });
  for (const className of ['Dropout', 'SpatialDropout2D', 'AlphaDropout', 'GaussianDropout'])
    draft.add(className, { name: className, rate: 0.5 });
  expect(importDraft(draft.add('ReLU', { name: 'relu' })).layers.map(({ name }) => name)).toEqual(['rescale', 'relu']);
});

describe('an attribute that a class does not have is an error, with the one that was meant:', () => {
  test.each([
    ['BinaryConv2D', { filters: 2, kernel_size: [3, 3], stride: [2, 2] }, /"stride", did you mean "strides"\?/],
    ['BinaryConv2D', { filters: 2, kernelSize: [3, 3] }, /"kernelSize", did you mean "kernel_size"\?/],
    ['BinaryConv2D', { filters: 2, kernel_size: [3, 3], padValue: 1 }, /"padValue", did you mean "pad_value"\?/],
    ['QuantizedDense', { unit: 10 }, /"unit", did you mean "units"\?/],
    ['MaxPooling2D', { poolSize: [2, 2] }, /"poolSize", did you mean "pool_size"\?/],
    ['ReLU', { maxValue: 6 }, /"maxValue", did you mean "max_value"\?/],
    ['OutputScale', { gain: 2 }, /expected no attributes of its own, got "gain"$/],
  ])('%s %j', (className, config, message) => {
    expect(saidOf(className, config)).toThrow(errorLike('E_LAYER', new RegExp(`layer mine: .*${message.source}`)));
  });

  test('in a quantizer', () => {
    const config = { filters: 2, kernel_size: [3, 3], input_quantizer: { name: 'residual-sign', bit: 2 } };
    const draft = new LayersModelDraft(1, 6)
      .add('Rescaling', { name: 'rescale', scale: 1 / 256 })
      .add('BinaryConv2D', { name: 'conv', ...config }, { kernel: [3, 3, 3, 2], bias: [2] });
    expect(() => importDraft(draft)).toThrow(
      /layer conv: input_quantizer residual-sign: .*"bit", did you mean "bits"\?/,
    );
  });
});

test.each([{ threshold: 1 }, { max_value: -1 }])('a ReLU with %j is rejected', (config) => {
  const draft = new LayersModelDraft(1, 6)
    .add('Rescaling', { name: 'rescale', scale: 1 / 256 })
    .add('ReLU', { name: 'relu', ...config });
  expect(() => importDraft(draft)).toThrow(new RegExp(`layer relu: expected ${Object.keys(config)[0]}`));
});
