import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomImages, readModel, run, type Model } from '@bitplane/model';
import { runConverter } from '../../commands';
import { errorLike } from '@bitplane/cli/test-support';
import { FunctionalDraft } from '../../test-support/functional-draft';
import { writeArchive, writeH5, writeHdf5 } from '../../test-support/keras-files';
import { LayersModelDraft, type LayerConfig } from '../../test-support/layers-model-files';
import { importerOf, importNetwork } from '..';
import { importKerasFile } from './import-keras-file';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitplane-keras-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const unit = { input: 'u8/255' };

const scoresOf = (model: Model) => randomImages(model, 3, 1).map((image) => [...run(model, image).data]);

/** Layers whose classes have weights of every kind, in the order in which Keras saves these. */
const draft = () =>
  new LayersModelDraft(1, 8)
    .add('Conv2D', { name: 'stem', filters: 4, kernel_size: [3, 3] }, { kernel: [3, 3, 3, 4], bias: [4] })
    .add(
      'BatchNormalization',
      { name: 'bn', axis: [3], scale: false },
      { beta: [4], moving_mean: [4], moving_variance: [4] },
    )
    .add(
      'QuantConv2D',
      {
        ...{ name: 'q', filters: 6, kernel_size: [3, 3], use_bias: false, padding: 'same', pad_values: 1 },
        ...{ input_quantizer: 'ste_sign', kernel_quantizer: 'ste_sign' },
      },
      { kernel: [3, 3, 4, 6] },
    )
    .add('PReLU', { name: 'prelu', shared_axes: [1, 2] }, { alpha: [1, 1, 6] })
    .add(
      'SeparableConv2D',
      { name: 'separable', filters: 5, kernel_size: [3, 3] },
      { depthwise_kernel: [3, 3, 6, 1], pointwise_kernel: [1, 1, 6, 5], bias: [5] },
    )
    .add('Conv2D', { name: 'second', filters: 3, kernel_size: [1, 1], use_bias: false }, { kernel: [1, 1, 5, 3] })
    .add('Flatten', { name: 'flat' })
    .add('Dense', { name: 'head', units: 4 }, { kernel: [48, 4], bias: [4] });

const GROUPS = {
  ...{ stem: 'conv2d', bn: 'batch_normalization', q: 'quant_conv2d', prelu: 'p_re_lu' },
  ...{ separable: 'separable_conv2d', second: 'conv2d_1', head: 'dense' },
};

test('a .h5 and a .keras of one network are the same network, whatever they are called', () => {
  const [h5, keras] = [join(folder, 'a.h5'), join(folder, 'b')];
  writeH5(h5, draft());
  writeArchive(keras, draft(), GROUPS);
  const model = importKerasFile(h5, unit).model;
  expect(importKerasFile(keras, unit).model).toEqual(model);
  expect(model.layers.map(({ kind }) => kind)).toEqual([
    ...['byte-table', 'conv2d', 'batch-norm', 'sign', 'binary-conv2d', 'prelu'],
    ...['conv2d', 'conv2d', 'conv2d', 'conv2d'],
  ]);
  for (const file of [h5, keras]) expect(importerOf(file).name).toBe('keras');
});

test('layers of nested models find their weights', () => {
  const flat = draft();
  const [input, stem, ...rest] = flat.layers;
  const inner = { class_name: 'Sequential', config: { name: 'inner', layers: rest } };
  const file = join(folder, 'nested.h5');
  writeH5(
    file,
    { layers: [input, stem, inner], weights: renamed(flat.weights, 'inner') },
    {
      class_name: 'Sequential',
      config: { name: 'sequential', layers: [input, stem, inner] },
    },
  );
  const flatFile = join(folder, 'flat.h5');
  writeH5(flatFile, flat);
  expect(importKerasFile(file, unit).model).toEqual(importKerasFile(flatFile, unit).model);
});

/** Weights of a model that is a layer lie in its group. */
const renamed = (weights: LayersModelDraft['weights'], group: string) =>
  weights.map((weight) => (weight.name.startsWith('stem/') ? weight : { ...weight, name: `${group}/${weight.name}` }));

test('Keras 3 calls layers in another way', () => {
  const tensor = (name: string) => ({
    class_name: '__keras_tensor__',
    config: { shape: [null, 8, 8, 3], dtype: 'float32', keras_history: [name, 0, 0] },
  });
  const layer = (class_name: string, config: LayerConfig, inbound_nodes: unknown[]) => ({
    ...{ module: 'keras.layers', class_name, config, name: config.name, inbound_nodes },
  });
  const call = (...args: unknown[]) => [{ args, kwargs: { mask: null } }];
  const layers = [
    layer('InputLayer', { name: 'image', batch_shape: [null, 8, 8, 3], optional: false }, []),
    layer(
      'ReLU',
      { name: 'a', dtype: { class_name: 'DTypePolicy', config: { name: 'float32' } } },
      call(tensor('image')),
    ),
    layer('LeakyReLU', { name: 'b', negative_slope: 0.1 }, call(tensor('image'))),
    layer('Add', { name: 'sum' }, call([tensor('a'), tensor('b')])),
  ];
  const file = join(folder, 'three.h5');
  const topology = {
    class_name: 'Functional',
    config: { name: 'm', layers, input_layers: [['image', 0, 0]], output_layers: [['sum', 0, 0]] },
  };
  writeH5(file, { layers: [], weights: [] }, topology);
  expect(importKerasFile(file, unit).model.layers.at(-1)).toMatchObject({ kind: 'add', inputs: ['a', 'b'] });
});

test('the kernel of a depthwise convolution has two names', () => {
  const named = (kernel: string) => {
    const file = join(folder, `${kernel}.h5`);
    const config = { name: 'deep', kernel_size: [3, 3], use_bias: false };
    writeH5(file, new LayersModelDraft(1, 4).add('DepthwiseConv2D', config, { [kernel]: [3, 3, 3, 1] }));
    return importKerasFile(file, unit).model;
  };
  expect(named('kernel')).toEqual(named('depthwise_kernel'));
});

test('several inputs are the channels of one image, in their order', () => {
  const pair = new FunctionalDraft(1, 4);
  const layers = [
    {
      class_name: 'InputLayer',
      name: 'left',
      config: { name: 'left', batch_input_shape: [null, 4, 4, 2] },
      inbound_nodes: [],
    },
    {
      class_name: 'InputLayer',
      name: 'right',
      config: { name: 'right', batch_input_shape: [null, 4, 4, 1] },
      inbound_nodes: [],
    },
    { class_name: 'ReLU', name: 'relu', config: { name: 'relu' }, inbound_nodes: [[['right', 0, 0, {}]]] },
    {
      class_name: 'Concatenate',
      name: 'join',
      config: { name: 'join', axis: -1 },
      inbound_nodes: [
        [
          ['relu', 0, 0, {}],
          ['left', 0, 0, {}],
        ],
      ],
    },
  ];
  const file = join(folder, 'two.h5');
  writeH5(file, { layers, weights: pair.weights });
  const model = importKerasFile(file, unit).model;
  expect(model.input).toEqual({ height: 4, width: 4, channels: 3 });
  const [image] = randomImages(model, 1, 1);
  const { data } = run(model, image);
  const number = (channel: number) => Math.fround(image.data[channel] / 255);
  expect([...data.slice(0, 3)]).toEqual([number(2), number(0), number(1)]);
});

test('the commands of docs/import.md', async () => {
  const said = jest.spyOn(console, 'log').mockImplementation(() => {});
  const [file, out] = [join(folder, 'network.keras'), join(folder, 'export')];
  const network = draft().add('Activation', { name: 'shares', activation: 'softmax' });
  writeArchive(file, network, GROUPS);
  const source = ['--model', file, '--input', 'u8/127.5-1'];
  try {
    await runConverter(['check', ...source]);
    await runConverter(['export', ...source, '--out', out]);
    expect(said.mock.calls.flat()).toContain(
      'note: layer shares: left softmax out: the scores before it have the same order',
    );
    await runConverter(['verify', ...source, '--out', out]);
    expect(said.mock.calls.join()).toContain('trained network = export');
    const exported = readModel(readFileSync(join(out, 'model.bpm')), 'model.bpm');
    const model = importKerasFile(file, { input: 'u8/127.5-1' }).model;
    for (const image of randomImages(model, 2, 3)) {
      const [scores, exact] = [[...run(exported, image).data], [...run(model, image).data]];
      // A few roundings of 2^-24 in each sum of floats.
      const tolerance = 1e-5 * Math.max(...exact.map(Math.abs));
      exact.forEach((score, k) => expect(Math.abs(scores[k] - score)).toBeLessThan(tolerance));
    }
  } finally {
    said.mockRestore();
  }
});

describe('what a byte is', () => {
  test('is in the network where it begins with Rescaling', () => {
    const file = join(folder, 'rescaling.keras');
    const rescaled = new LayersModelDraft(1, 4).add('Rescaling', { name: 'r', scale: 1 / 127.5, offset: -1 });
    writeArchive(file, rescaled, {});
    const { model } = importNetwork(file);
    const [image] = randomImages(model, 1, 1);
    expect(scoresOf(model)[0][0]).toBeCloseTo(image.data[0] / 127.5 - 1, 12);
  });

  test('has to be said elsewhere', () => {
    const file = join(folder, 'bare.h5');
    writeH5(file, draft());
    expect(() => importNetwork(file)).toThrow(
      errorLike('E_USAGE', /bare\.h5: .*begins with Conv2D; .*--input "u8\/255"/),
    );
  });
});

describe('names what is wrong with', () => {
  test('a file that is none, or empty', () => {
    for (const content of ['', 'hello']) {
      writeFileSync(join(folder, 'a.h5'), content);
      expect(() => importNetwork(join(folder, 'a.h5'))).toThrow(
        errorLike('E_FILE', /expected an HDF5 file or a \.keras/),
      );
    }
  });

  test('weights without a network', () => {
    const file = join(folder, 'weights.h5');
    writeHdf5(file, { attributes: { '': { layer_names: ['conv'] } }, datasets: {} });
    expect(() => importNetwork(file)).toThrow(errorLike('E_FILE', /model_config, got weights alone; .*model\.save/));
  });

  test('a subclassed model', () => {
    const file = join(folder, 'own.h5');
    writeH5(file, { layers: [], weights: [] }, { class_name: 'MyModel', config: {} });
    expect(() => importNetwork(file)).toThrow(
      errorLike('E_FILE', /expected a Sequential or functional model.*got MyModel/),
    );
  });

  test('a layer whose weights are not there, or of another shape', () => {
    const file = join(folder, 'network.keras');
    writeArchive(file, draft(), { ...GROUPS, second: 'conv2d_7' });
    expect(() => importKerasFile(file, unit).model).toThrow(
      errorLike('E_LAYER', /layer second: expected a weight second\/kernel/),
    );
    writeArchive(file, draft(), { ...GROUPS, second: 'conv2d', stem: 'conv2d_1' });
    expect(() => importKerasFile(file, unit).model).toThrow(
      errorLike('E_LAYER', /layer stem: expected weight kernel of shape/),
    );
  });

  test('an input without fixed sizes', () => {
    const file = join(folder, 'any.h5');
    const layers = [{ class_name: 'InputLayer', config: { name: 'in', batch_input_shape: [null, null, null, 3] } }];
    writeH5(file, { layers, weights: [] });
    expect(() => importNetwork(file)).toThrow(errorLike('E_SHAPE', /layer in: .*fixed sizes/));
  });

  test('a truncated file, at any place', () => {
    for (const [name, write] of [
      ['a.h5', (file: string) => writeH5(file, draft())],
      ['a.keras', (file: string) => writeArchive(file, draft(), GROUPS)],
    ] as const) {
      const file = join(folder, name);
      write(file);
      const bytes = readFileSync(file);
      for (let tenth = 0; tenth < 10; tenth++) {
        writeFileSync(file, bytes.subarray(0, Math.floor((bytes.length * tenth) / 10)));
        expect(() => importKerasFile(file, unit).model).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^E_(FILE|LAYER)$/) as string }) as Error,
        );
      }
    }
  });
});
