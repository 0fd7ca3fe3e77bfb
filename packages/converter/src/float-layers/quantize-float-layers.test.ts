import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { INPUT, kindOf, randomImages, run, seededRandom, wholeWindow, type Layer, type Model } from '@bitplane/model';
import { runConverter } from '../commands';
import { exportModel } from '../export';
import { applyPasses } from '../passes';
import { requireRunnable } from '../require-runnable';
import { writeCifar10 } from '../test-support/cifar10-file';
import { LayersModelDraft, writeLayersModel } from '../test-support/layers-model-files';
import { binaryConv, globalAverage, norm } from '../test-support/networks/parts';
import { verify } from '../verify';
import { layerErrors } from './layer-errors';
import { quantizeFloatLayers } from './quantize-float-layers';

const SHARED = { strides: [2, 2], padding: 'same', use_bias: true };

/** A stem, a depthwise convolution and a classifier of floats around a binary convolution. */
const networkOfFloats = (): LayersModelDraft =>
  new LayersModelDraft(4, 32)
    .add('Rescaling', { name: 'rescale', scale: 1 / 128, offset: -1 })
    .add('Conv2D', { name: 'stem', filters: 6, kernel_size: [3, 3], ...SHARED }, { kernel: [3, 3, 3, 6], bias: [6] })
    .add('ReLU', { name: 'relu', max_value: null })
    .add(
      'DepthwiseConv2D',
      { name: 'blur', kernel_size: [3, 3], ...SHARED, depth_multiplier: 1 },
      { depthwise_kernel: [3, 3, 6, 1], bias: [6] },
    )
    .add(...norm('norm', 6))
    .add(...binaryConv('conv', [6, 8]))
    .add(...norm('norm2', 8))
    .add(...globalAverage)
    .add('Dense', { name: 'dense', units: 10, use_bias: true }, { kernel: [8, 10], bias: [10] });

let folder: string;
let lines: string[];
const print = (line: string): number => lines.push(line);

beforeEach(() => {
  folder = temporaryFolder();
  lines = [];
  mkdirSync(join(folder, 'train'));
  writeLayersModel(join(folder, 'train'), networkOfFloats());
});

const paths = () => ({ network: 'small', model: join(folder, 'train') });

test('exported as 8 bits: no float convolution is left, and every runtime computes the same', async () => {
  const images = writeCifar10(join(folder, 'images.bin'), 24);
  const out = join(folder, 'out');
  const report = exportModel({ ...paths(), out, images, goldenImages: 2, floatLayers: 'int8', print });
  const kinds = report.layers.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'int8-conv2d')).toHaveLength(3);
  expect(kinds).not.toContain('float-conv2d');
  expect(lines[0]).toMatch(
    /^note: rounded stem, blur, dense to 8 bits by 8 images of .*images\.bin: on 16 others accuracy was \d+\.\d % with float layers and is \d+\.\d %$/,
  );
  const errors = lines.flatMap(
    (line) => /^note: (\w+): 8 bits change its numbers by (\S+) %/.exec(line)?.slice(1) ?? [],
  );
  expect([errors[0], errors[2], errors[4]]).toEqual(['stem', 'blur', 'dense']);
  for (const percent of [errors[1], errors[3], errors[5]]) {
    expect(Number(percent)).toBeGreaterThan(0);
    expect(Number(percent)).toBeLessThan(5);
  }
  const pairs = await verify({ ...paths(), export: out, images, limit: 3, floatLayers: 'int8', print });
  expect(pairs.map(({ difference }) => difference)).toEqual(pairs.map(() => null));
  expect(pairs).toContainEqual(expect.objectContaining({ pair: 'trained network = export', images: 5 }));
}, 60_000);

test('without labels it says how many keep their class; without the option floats stay', () => {
  exportModel({ ...paths(), out: join(folder, 'a'), goldenImages: 1, only: ['blob'], floatLayers: 'int8', print });
  expect(lines[0]).toMatch(/by 16 images made from seed 2: \d+\.\d % of 32 others keep their class; --images FILE/);
  const { layers } = exportModel({ ...paths(), out: join(folder, 'b'), goldenImages: 1, only: ['blob'], print });
  expect(layers.filter(({ kind }) => kind === 'float-conv2d')).toHaveLength(3);
});

test('only the forms that there are', async () => {
  await expect(runConverter(['check', '--float-layers', 'int4'])).rejects.toThrow(errorLike('E_USAGE', /float, int8/));
});

const random = seededRandom(5);
const reals = (length: number) => Float32Array.from({ length }, () => random.bell());
const ONE_PIXEL = wholeWindow({ height: 1, width: 1, channels: 1 });
const conv = (name: string, input: string, filters: number, weights: Float32Array): Layer => ({
  ...{ kind: 'conv2d', name, inputs: [input], filters, window: ONE_PIXEL, groups: 1, weights },
  ...{ bias: null, weightBits: 32 },
});
const network = (channels: number, ...layers: Layer[]): Model => ({
  ...{ name: 'small', input: { height: 3, width: 3, channels } },
  layers: [
    { kind: 'normalize', name: 'image', inputs: [INPUT], zeroPoints: new Uint8Array(channels), scale: 1 / 256 },
    ...layers,
  ],
});

test('numbers on both sides of 0 are covered but for a thousandth, and 0 is a byte', () => {
  const model = network(4, conv('first', 'image', 3, reals(12)), conv('second', 'first', 2, reals(6)));
  const images = randomImages(model, 4, 1);
  const { layers } = quantizeFloatLayers(model, images).model;
  expect(layers.map(({ name, kind }) => [name, kind])).toEqual([
    ['image', 'normalize'],
    ['first/sums', 'int8-conv2d'],
    ['first', 'affine'],
    ['first/bytes', 'quantize'],
    ['second/sums', 'int8-conv2d'],
    ['second', 'affine'],
  ]);
  const { scale, zeroPoints } = layers[3] as Extract<Layer, { kind: 'quantize' }>;
  let [low, high] = [0, 0];
  for (const image of images)
    run(model, image, ({ name }, { data }) => {
      if (name !== 'first') return;
      [low, high] = [Math.min(low, ...data), Math.max(high, ...data)];
    });
  expect(scale[0]).toBeCloseTo((high - low) / 255, 6);
  expect(zeroPoints[0]).toBe(Math.round(-low / scale[0]));
});

test('two convolutions of the same numbers read the same bytes', () => {
  const model = network(
    2,
    { kind: 'relu', name: 'numbers', inputs: ['image'] },
    conv('a', 'numbers', 2, reals(4)),
    conv('b', 'numbers', 2, reals(4)),
    { kind: 'add', name: 'sum', inputs: ['a', 'b'], element: 'float64' },
  );
  const { layers } = quantizeFloatLayers(model, randomImages(model, 2, 1)).model;
  expect(layers.filter(({ kind }) => kind === 'quantize').map(({ name }) => name)).toEqual(['numbers/bytes']);
});

test('8-bit weights on numbers get bytes to read; on the image they are left to the pass', () => {
  const eightBits = (layer: Layer): Layer => ({ ...layer, weightBits: 8 }) as Layer;
  const first = eightBits(conv('first', 'image', 3, reals(12)));
  const model = network(4, first, eightBits(conv('second', 'first', 2, reals(6))));
  const quantized = quantizeFloatLayers(model, randomImages(model, 4, 1));
  expect(quantized.layers).toEqual(['second']);
  expect(applyPasses(quantized.model).layers.map(({ name, kind }) => [name, kind])).toEqual([
    ['first/sums', 'int8-conv2d'],
    ['first', 'affine'],
    ['first/bytes', 'quantize'],
    ['second/sums', 'int8-conv2d'],
    ['second', 'affine'],
  ]);
});

test('a filter whose sums could pass 2^24 gets fewer levels, and stays close', () => {
  const channels = 4000;
  const model = network(channels, conv('wide', 'image', 2, reals(2 * channels).map(Math.abs)));
  const quantized = quantizeFloatLayers(model, []);
  const sums = quantized.model.layers[1] as Extract<Layer, { kind: 'int8-conv2d' }>;
  expect(kindOf(sums).accumulatorRange!(sums, 0).upper).toBeLessThan(2 ** 24);
  expect(() => requireRunnable(applyPasses(quantized.model))).not.toThrow();
  const [{ relative }] = layerErrors(model, quantized, randomImages(model, 2, 1));
  expect(relative).toBeGreaterThan(0);
  expect(relative).toBeLessThan(0.02);
});

test('weights that only select channels stay, to the bit', () => {
  const model = network(3, conv('select', 'image', 2, Float32Array.of(0, 1, 0, 1, 0, 0)));
  expect(quantizeFloatLayers(model, [])).toEqual({ model, layers: [] });
});

test('bytes of an image that a table maps are rounded within all that the table holds, in one table', () => {
  const table = Float64Array.from({ length: 256 }, (_, byte) => byte / 127.5 - 1);
  const byteTable: Layer = {
    ...{ kind: 'byte-table', name: 'image', inputs: [INPUT], element: 'float64', perChannel: false, table },
  };
  const model = { ...network(2), layers: [byteTable, conv('first', 'image', 3, reals(6))] };
  const black = { element: 'uint8', height: 3, width: 3, channels: 2, data: new Uint8Array(18) } as const;
  const { layers } = applyPasses(quantizeFloatLayers(model, [black]).model);
  expect(layers.map(({ name, kind }) => [name, kind])).toEqual([
    ['image/bytes', 'byte-table'],
    ['first/sums', 'int8-conv2d'],
    ['first', 'affine'],
  ]);
  const [bytes, sums] = layers as [Extract<Layer, { kind: 'byte-table' }>, Extract<Layer, { kind: 'int8-conv2d' }>];
  const numbers = Array.from(bytes.table, (byte) => (byte - sums.zeroPoints[0]) * (2 / 255));
  const furthest = Math.max(...numbers.map((x, byte) => Math.abs(x - table[byte])));
  expect(furthest).toBeLessThan(0.51 * (2 / 255));
});
