import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { randomImages, run, type BinaryConv2D, type Conv2D, type MaxPool } from '@bitplane/model';
import {
  LayersModelDraft,
  referenceTopology,
  writeLayersModel,
  type LayerEntry,
} from '../../test-support/layers-model-files';
import { importLayersModel } from './import-layers-model';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

const importDraft = (draft: LayersModelDraft) => {
  writeLayersModel(folder, draft);
  return importLayersModel(folder).model;
};

test('the reference topology comes in as a float network that runs', () => {
  const model = importDraft(referenceTopology(1, 16));
  expect(model.layers.map(({ kind }) => kind)).toEqual([
    'normalize',
    'conv2d',
    'relu',
    'max-pool',
    'batch-norm',
    'sign',
    'binary-conv2d',
    'affine',
    'prelu',
    'max-pool',
    'batch-norm',
    'sign',
    'binary-conv2d',
    'affine',
    'prelu',
    'average-pool',
    'affine',
  ]);
  expect(run(model, randomImages(model, 1, 1)[0])).toMatchObject({ height: 1, width: 1, channels: 10 });
});

test('a quantizer that differs in its gradient only comes in as the same network', () => {
  const draft = referenceTopology(1, 16);
  const plain = importDraft(draft);
  const { config } = draft.layers.find(({ config: { name } }) => name === 'conv2')!;
  Object.assign(config, { input_quantizer: 'approx-sign', kernel_quantizer: 'swish-sign' });
  expect(importDraft(draft)).toEqual(plain);
});

test('kernels are transposed from HWIO to OHWI', () => {
  const draft = referenceTopology(2, 16);
  const { values, shape } = draft.weights.find(({ name }) => name === 'conv1/kernel')!;
  const conv = importDraft(draft).layers.find(({ name }) => name === 'conv1') as Conv2D;
  const [rows, columns, channels, filters] = shape;
  for (const [row, column, channel, filter] of [
    [0, 0, 0, 0],
    [2, 1, 0, 5],
    [1, 2, 2, 7],
  ]) {
    const hwio = ((row * columns + column) * channels + channel) * filters + filter;
    const ohwi = ((filter * rows + row) * columns + column) * channels + channel;
    expect(conv.weights[ohwi]).toBe(values[hwio]);
  }
});

test.each([
  // As tf.layers.conv2d places its windows: extra row at the bottom, extra column at the right.
  { extent: 6, size: 3, stride: 2, dilation: 1, pads: [0, 1] },
  { extent: 7, size: 3, stride: 2, dilation: 1, pads: [1, 1] },
  { extent: 7, size: 4, stride: 1, dilation: 1, pads: [1, 2] },
  { extent: 7, size: 3, stride: 1, dilation: 2, pads: [2, 2] },
  { extent: 5, size: 1, stride: 3, dilation: 1, pads: [0, 0] },
])(
  'same padding of $size/$stride, dilation $dilation, on $extent pixels is $pads',
  ({ extent, size, stride, dilation, pads }) => {
    const config = {
      name: 'conv',
      filters: 2,
      kernel_size: [size, size],
      strides: [stride, stride],
      dilation_rate: [dilation, dilation],
      padding: 'same',
      use_bias: false,
      pad_value: -1,
    };
    const model = importDraft(
      new LayersModelDraft(1, extent)
        .add('Rescaling', { name: 'rescale', scale: 1, offset: -128 })
        .add('BinaryConv2D', config, { kernel: [size, size, 3, 2] }),
    );
    const conv = model.layers.find(({ kind }) => kind === 'binary-conv2d') as BinaryConv2D;
    const [before, after] = pads;
    expect(conv.window.padding).toEqual({ top: before, left: before, bottom: after, right: after });
    expect(conv.padValue).toBe(-1);
  },
);

test('a pooling without strides takes its size', () => {
  const model = importDraft(
    new LayersModelDraft(1, 6)
      .add('Rescaling', { name: 'rescale', scale: 1, offset: 0 })
      .add('MaxPooling2D', { name: 'pool', pool_size: [2, 3], padding: 'valid', strides: null }),
  );
  expect((model.layers[1] as MaxPool).window.stride).toEqual([2, 3]);
});

describe('rejects, with the layer and the reason,', () => {
  const broken = (change: (layers: LayerEntry[]) => void) => () => {
    const draft = referenceTopology(3, 16);
    change(draft.layers);
    return importDraft(draft);
  };
  const set = (name: string, attribute: string, value: unknown) => (layers: LayerEntry[]) => {
    layers.find(({ config }) => config.name === name)!.config[attribute] = value;
  };

  test.each([
    [
      'an unknown class',
      (layers: LayerEntry[]) => void layers.splice(3, 0, { class_name: 'Lambda', config: { name: 'mine' } }),
      /layer mine: .*class Lambda/,
    ],
    ['an activation in a convolution', set('conv1', 'activation', 'relu'), /layer conv1: expected activation .*relu/],
    ['channels first', set('pool1', 'data_format', 'channels_first'), /layer pool1: expected data_format/],
    [
      'a quantizer of the user',
      set('conv2', 'input_quantizer', 'tanh-sign'),
      /layer conv2: expected input_quantizer sign, .*, got tanh-sign/,
    ],
    ['a dilated pooling', set('pool1', 'dilation_rate', [2, 2]), /layer pool1: expected a pooling without dilation/],
    ['another axis', set('norm1', 'axis', 1), /layer norm1: expected axis/],
    ['a ReLU with a threshold', set('relu1', 'threshold', 1), /layer relu1: expected threshold/],
    ['a zero point between two bytes', set('rescale', 'offset', -0.3), /layer rescale: .*integer 0…255/],
    ['a group count that divides nothing', set('conv2', 'groups', 3), /layer conv2: expected groups to divide/],
    ['a negative stride', set('conv2', 'strides', [-1, 1]), /layer conv2: expected strides/],
    [
      'weights of another shape',
      set('conv2', 'filters', 17),
      /layer conv2: expected weight kernel of shape \[3,3,8,17\], got \[3,3,8,16\]/,
    ],
  ])('%s', (_, change, message) => {
    expect(broken(change)).toThrow(message);
  });

  test('weights that are not finite', () => {
    const draft = referenceTopology(3, 16);
    draft.weights[0].values[7] = NaN;
    expect(() => importDraft(draft)).toThrow(errorLike('E_VALUE', /layer conv1: .*NaN at kernel\[7\]/));
  });

  const node = (source: string) => [[[source, 0, 0, {}]]];
  const writeFunctional = (layers: object[], more: object = {}) =>
    writeFileSync(
      join(folder, 'model.json'),
      JSON.stringify({ modelTopology: { class_name: 'Model', config: { layers, ...more } }, weightsManifest: [] }),
    );

  const chain = [
    {
      class_name: 'InputLayer',
      name: 'in',
      config: { name: 'in', batch_input_shape: [null, 4, 4, 3] },
      inbound_nodes: [],
    },
    { class_name: 'Rescaling', name: 'a', config: { name: 'a', scale: 1 }, inbound_nodes: node('in') },
    { class_name: 'ReLU', name: 'b', config: { name: 'b' }, inbound_nodes: node('a') },
  ];

  test('two images as inputs', () => {
    writeFunctional([{ ...chain[0], name: 'other' }, ...chain]);
    expect(() => importLayersModel(folder)).toThrow(errorLike('E_LAYER', /layer in: expected one input layer/));
  });

  test('two outputs, and takes one', () => {
    const [a, b] = [
      ['a', 0, 0],
      ['b', 0, 0],
    ];
    writeFunctional(chain, { output_layers: [a, b] });
    expect(() => importLayersModel(folder)).toThrow(errorLike('E_LAYER', /layer b: .*only output, got outputs a, b/));
    writeFunctional(chain, { output_layers: [b] });
    expect(importLayersModel(folder).model.layers.map(({ name }) => name)).toEqual(['a', 'b']);
  });
});

describe('names the file that is wrong:', () => {
  test('none at all', () => {
    expect(() => importLayersModel(folder)).toThrow(errorLike('E_MISSING_FILE', /found no file .*model\.json/));
  });

  test.each([
    ['not JSON', 'hello', /expected JSON/],
    ['JSON of something else', '{"a": 1}', /expected a TensorFlow.js LayersModel/],
    ['a number', '7', /expected a JSON object/],
    ['a graph model', '{"format": "graph-model", "modelTopology": {"node": []}}', /got a graph model.*trainer:train/],
    [
      'Keras 3, by its version',
      '{"modelTopology": {"keras_version": "3.4.1", "model_config": {"config": {"layers": [{}]}}}}',
      /got one of Keras 3\.4\.1; .*trainer:train/,
    ],
    [
      'Keras 3, by its layers',
      '{"modelTopology": {"config": {"layers": [{"class_name": "InputLayer", "config": {"batch_shape": [null, 4, 4, 3]}}]}}}',
      /got one of Keras 3; .*trainer:train/,
    ],
  ])('%s', (_, text, message) => {
    writeFileSync(join(folder, 'model.json'), text);
    expect(() => importLayersModel(folder)).toThrow(message);
  });

  test('a folder where the file should be', () => {
    mkdirSync(join(folder, 'model.json'));
    expect(() => importLayersModel(folder)).toThrow(errorLike('E_FILE', /cannot read .*model\.json: it is a folder/));
  });

  test('quantised weights', () => {
    writeLayersModel(folder, referenceTopology(3, 16));
    const file = join(folder, 'model.json');
    const quantised = readFileSync(file, 'utf8').replace('"dtype"', '"quantization":{"dtype":"uint8"},"dtype"');
    writeFileSync(file, quantised);
    expect(() => importLayersModel(folder)).toThrow(errorLike('E_FILE', /conv1\/kernel: .*quantised/));
  });

  test('weights that were cut off or are missing', () => {
    const draft = referenceTopology(3, 16);
    writeLayersModel(folder, draft);
    writeFileSync(join(folder, 'weights.bin'), Buffer.alloc(12));
    expect(() => importLayersModel(folder)).toThrow(/weights.bin: expected \d+ bytes of weights .*, got 12/);
    rmSync(join(folder, 'weights.bin'));
    expect(() => importLayersModel(folder)).toThrow(/found no file .*weights.bin/);
  });
});

test('weights may lie in several shards, cut anywhere', () => {
  const draft = referenceTopology(4, 16);
  writeLayersModel(folder, draft);
  const whole = importLayersModel(folder);
  const bytes = readFileSync(join(folder, 'weights.bin'));
  const shards = [bytes.subarray(0, 1001), bytes.subarray(1001, 5003), bytes.subarray(5003)];
  shards.forEach((shard, index) => writeFileSync(join(folder, `shard${index}.bin`), shard));
  const file = join(folder, 'model.json');
  const text = readFileSync(file, 'utf8').replace('"weights.bin"', '"shard0.bin","shard1.bin","shard2.bin"');
  writeFileSync(file, text);
  expect(importLayersModel(folder)).toEqual(whole);
});
