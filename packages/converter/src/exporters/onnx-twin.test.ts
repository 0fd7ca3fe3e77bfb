import { inferTypes, randomFloatModel, randomImages, wholeWindow } from '@bitplane/model';
import type { Layer, Model, Window } from '@bitplane/model';
import { onnx } from 'onnx-proto';
import { importDraft } from '../test-support/import-draft';
import { NETWORKS } from '../test-support/networks';
import { openSession, runSession } from '../verify/onnx-session';
import { exportOnnxTwin, type TwinPrecision } from './onnx-twin';

const PRECISIONS: readonly TwinPrecision[] = ['float32', 'int8'];

const windowOf = (size: number, stride: number, pad: number): Window => ({
  size: [size, size],
  stride: [stride, stride],
  dilation: [1, 1],
  padding: { top: pad, left: pad, bottom: pad, right: pad },
});

/** As importers make them: 8×8×2 → conv 4, relu, pool → norm, sign, binary conv 3, bias, PReLU → mean, scale. */
const imported: Model = {
  name: 'tiny',
  input: { height: 8, width: 8, channels: 2 },
  layers: chain([
    { kind: 'normalize', name: 'rescale', zeroPoints: new Uint8Array(2), scale: 1 / 256 },
    {
      kind: 'conv2d',
      name: 'conv1',
      filters: 4,
      window: windowOf(3, 1, 1),
      groups: 1,
      weights: Float32Array.from({ length: 72 }, (_, i) => Math.sin(i)),
      bias: Float64Array.of(0.1, 0.2, 0.3, -0.4),
      weightBits: 8,
    },
    { kind: 'relu', name: 'relu1' },
    { kind: 'max-pool', name: 'pool1', window: windowOf(3, 2, 0) },
    {
      kind: 'batch-norm',
      name: 'norm1',
      gamma: Float64Array.of(1, -2, 3, 0.5),
      beta: Float64Array.of(0, 1, -1, 2),
      mean: Float64Array.of(0.5, 0.1, 0.2, 0.3),
      variance: Float64Array.of(1, 2, 0.5, 3),
      epsilon: 0.001,
    },
    { kind: 'sign', name: 'sign2' },
    {
      kind: 'binary-conv2d',
      name: 'conv2',
      filters: 3,
      window: windowOf(3, 1, 0),
      groups: 1,
      padValue: 0,
      weights: { type: 'latent', quantizer: 'sign', values: Float32Array.from({ length: 108 }, (_, i) => Math.cos(i)) },
    },
    { kind: 'affine', name: 'bias2', element: 'float64', scale: null, offset: Float64Array.of(0.5, 1, -0.25) },
    { kind: 'prelu', name: 'prelu2', element: 'float64', slopes: Float64Array.of(0.25, 0.5, -0.1), perElement: false },
    { kind: 'average-pool', name: 'average', element: 'float64', window: windowOf(1, 1, 0) },
    { kind: 'affine', name: 'scale', element: 'float64', scale: Float64Array.of(2, 3, 4), offset: null },
  ]),
};

/** Each layer reads the one before it. */
function chain(layers: readonly DistributiveOmit<Layer, 'inputs'>[]): Layer[] {
  return layers.map((layer, index) => ({ ...layer, inputs: [index === 0 ? 'input' : layers[index - 1].name] }));
}
type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

const image = Uint8Array.from({ length: 128 }, (_, i) => (i * 37) % 256);

/** The float network in plain float64: what the float twin must give. Signs are dropped. */
function expectedLogits(): number[] {
  const at = (values: ArrayLike<number>, width: number, channels: number) => (i: number, j: number, c: number) =>
    values[(i * width + j) * channels + c];
  const { conv1, norm1, conv2, bias2, prelu2, scale } = layersByName();
  const pixel = at(image, 8, 2);
  const relu = (i: number, j: number, f: number) => {
    let sum = conv1.bias![f];
    for (let k = 0; k < 18; k++) {
      const [u, v, c] = [Math.floor(k / 6) + i - 1, (Math.floor(k / 2) % 3) + j - 1, k % 2];
      if (u >= 0 && u < 8 && v >= 0 && v < 8) sum += (pixel(u, v, c) / 256) * conv1.weights[f * 18 + k];
    }
    return Math.max(0, sum);
  };
  const normalized = (i: number, j: number, f: number) => {
    const taps = Array.from({ length: 9 }, (_, k) => relu(2 * i + Math.floor(k / 3), 2 * j + (k % 3), f));
    const spread = Math.sqrt(norm1.variance[f] + norm1.epsilon);
    return (norm1.gamma[f] * (Math.max(...taps) - norm1.mean[f])) / spread + norm1.beta[f];
  };
  return [0, 1, 2].map((f) => {
    let sum = bias2.offset![f];
    for (let k = 0; k < 36; k++) {
      sum += normalized(Math.floor(k / 12), Math.floor(k / 4) % 3, k % 4) * conv2.weights.values[f * 36 + k];
    }
    return scale.scale![f] * (sum >= 0 ? sum : prelu2.slopes[f] * sum);
  });
}

function layersByName() {
  const byKind = <Kind extends Layer['kind']>(kind: Kind, name: string) =>
    imported.layers.find((layer) => layer.name === name) as Extract<Layer, { kind: Kind }>;
  return {
    conv1: byKind('conv2d', 'conv1'),
    norm1: byKind('batch-norm', 'norm1'),
    conv2: byKind('binary-conv2d', 'conv2'),
    bias2: byKind('affine', 'bias2'),
    prelu2: byKind('prelu', 'prelu2'),
    scale: byKind('affine', 'scale'),
  };
}

const logitsOf = async (precision: TwinPrecision): Promise<number[]> => {
  const session = await openSession(exportOnnxTwin(imported, precision));
  const outputs = await runSession(session, image, imported.input);
  await session.release();
  return [...outputs.get('logits')!];
};

test('the float32 twin computes the float network without its signs', async () => {
  const logits = await logitsOf('float32');
  // Sums of at most 36 terms below 100 in float32: 36 · 100 · 2^-24 · (layers) stays below 1e-3.
  expectedLogits().forEach((expected, f) => expect(Math.abs(logits[f] - expected)).toBeLessThan(1e-3));
});

test('the int8 twin runs, on uint8 activations and int8 weights', async () => {
  expect((await logitsOf('int8')).every(Number.isFinite)).toBe(true);
  const { graph } = onnx.ModelProto.decode(exportOnnxTwin(imported, 'int8'));
  const elements = new Map(graph!.initializer!.map(({ name, dataType }) => [name, dataType]));
  const convolutions = graph!.node!.filter(({ opType }) => opType === 'QLinearConv');
  expect(convolutions).toHaveLength(2);
  for (const { input } of convolutions) {
    expect(elements.get(input![2])).toBe(onnx.TensorProto.DataType.UINT8);
    expect(elements.get(input![3])).toBe(onnx.TensorProto.DataType.INT8);
  }
});

test.each(PRECISIONS)('the %s twin of any imported network loads and runs', async (precision) => {
  for (let seed = 0; seed < 20; seed++) {
    const network = randomFloatModel(seed);
    const session = await openSession(exportOnnxTwin(network, precision));
    const [pixels] = randomImages(network, 1, seed);
    const logits = (await runSession(session, pixels.data, network.input)).get('logits')!;
    await session.release();
    const { channels } = inferTypes(network).get(network.layers.at(-1)!.name)!;
    expect({ seed, length: logits.length, isFinite: logits.every(Number.isFinite) }).toEqual({
      seed,
      length: channels,
      isFinite: true,
    });
  }
});

const PLAIN = NETWORKS.filter(([name]) => !/bit/.test(name));

describe.each(PRECISIONS)('the %s twin', (precision) => {
  test.each(PLAIN)('of a %s loads and runs', async (_, draftOf) => {
    const network = importDraft(draftOf(2));
    const session = await openSession(exportOnnxTwin(network, precision));
    const [pixels] = randomImages(network, 1, 2);
    const logits = (await runSession(session, pixels.data, network.input)).get('logits')!;
    await session.release();
    expect([...logits].map(Number.isFinite)).toEqual(new Array(10).fill(true));
  });

  test('of layers of several bits is rejected by the name of the layer', () => {
    const [, draftOf] = NETWORKS.find(([name]) => name === '2-bit')!;
    expect(() => exportOnnxTwin(importDraft(draftOf(1)), precision)).toThrow(/layer 'conv2\/input'.*one bit.*--twins/);
  });
});

test.each(PRECISIONS)('the %s twin says that it is for timing', (precision) => {
  const { docString, metadataProps } = onnx.ModelProto.decode(exportOnnxTwin(imported, precision));
  expect(docString).toMatch(/^For timing only/);
  expect(metadataProps).toContainEqual(expect.objectContaining({ key: 'precision', value: precision }));
});

test('a kind that only the passes make is rejected by the name of the layer', () => {
  const threshold: Layer = {
    ...{ kind: 'threshold', name: 'late', inputs: ['conv1'], perElement: false },
    ...{ lower: new Int32Array(4), upper: null, flip: new Uint8Array(4) },
  };
  const conv: Layer = {
    ...{ kind: 'int8-conv2d', name: 'conv1', inputs: ['input'], filters: 4, window: windowOf(1, 1, 0), groups: 1 },
    ...{ weights: new Int8Array(8), zeroPoints: new Uint8Array(2) },
  };
  const finished = { ...imported, layers: [conv, threshold] };
  expect(() => exportOnnxTwin(finished, 'float32')).toThrow(/layer 'conv1'.*got int8-conv2d.*as imported/);
});

test('a table of bytes that the network makes of numbers is rejected by the name of the layer', () => {
  const table = Float64Array.from({ length: 256 }, (_, u) => u);
  const network: Model = {
    name: 'bytes',
    input: { height: 2, width: 2, channels: 1 },
    layers: [
      { kind: 'byte-table', name: 'image', inputs: ['input'], element: 'float64', perChannel: false, table },
      {
        ...{ kind: 'quantize', name: 'bytes', inputs: ['image'], element: 'float64' },
        ...{ scale: Float64Array.of(2), zeroPoints: new Uint8Array(1) },
      },
      { kind: 'byte-table', name: 'numbers', inputs: ['bytes'], element: 'float64', perChannel: false, table },
    ],
  };
  for (const precision of PRECISIONS)
    expect(() => exportOnnxTwin(network, precision)).toThrow(/layer 'numbers'.*one of 'bytes'.*without --twins/);
});

test.each(PRECISIONS)('the %s twin has tables, clips and larger images', async (precision) => {
  const table = Float64Array.from({ length: 256 }, (_, u) => u / 128 - 1);
  const network: Model = {
    name: 'floats',
    input: { height: 2, width: 2, channels: 3 },
    layers: [
      { kind: 'byte-table', name: 'table', inputs: ['input'], element: 'float64', perChannel: false, table },
      {
        ...{ kind: 'conv2d', name: 'conv', inputs: ['table'], filters: 2, groups: 1, weightBits: 32, bias: null },
        window: wholeWindow({ height: 1, width: 1, channels: 3 }),
        weights: Float32Array.of(1, 2, 3, -1, -2, -3),
      },
      { kind: 'clip', name: 'clip', inputs: ['conv'], element: 'float64', minimum: -1, maximum: 1 },
      { kind: 'upsample', name: 'large', inputs: ['clip'], factors: [2, 1] },
    ],
  };
  const session = await openSession(exportOnnxTwin(network, precision));
  const logits = (
    await runSession(
      session,
      Uint8Array.from({ length: 12 }, (_, k) => 10 * k),
      network.input,
    )
  ).get('logits')!;
  await session.release();
  expect(logits).toHaveLength(4 * 2 * 2);
  if (precision === 'float32') expect(Math.max(...logits)).toBe(1);
});
