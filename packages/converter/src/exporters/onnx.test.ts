import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packBits, randomImages, randomModel, seededRandom, zeros } from '@bitplane/model';
import type { Affine, BinaryConv2D, BitMaxPool, Int8Conv2D, Layer, Model, TensorOf, Window } from '@bitplane/model';
import { onnx } from 'onnx-proto';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { tolerances } from '../onnx/tolerance';
import { applyPasses } from '../passes';
import { randomBranchedModel } from '../test-support/random-branched-model';
import { firstDifferentLayer, openLayers } from '../verify/onnx-layers';
import { firstBeyond } from '../verify/differences';
import { openSession, runSession } from '../verify/onnx-session';
import { referenceTensors } from '../verify/reference';
import { exportOnnx, ONNX_INPUT, ONNX_OUTPUT } from './onnx';

const random = seededRandom(3);
const draw = (min: number, max: number): number => random.integer(min, max);
const bits = (length: number) => Uint8Array.from({ length }, () => draw(0, 1));

function windowOf(size: number, changes: Partial<Window> = {}): Window {
  const padding = { top: 0, left: 0, bottom: 0, right: 0 };
  return { size: [size, size], stride: [1, 1], dilation: [1, 1], padding, ...changes };
}

function randomImage({ input }: Model): TensorOf<'uint8'> {
  const image = zeros('uint8', input);
  image.data.forEach((_, index) => (image.data[index] = draw(0, 255)));
  return image;
}

/** image 9×7×3 → 10 sums → signs, the layers, and nothing after them. */
function networkOf(...layers: Layer[]): Model {
  const conv: Int8Conv2D = {
    kind: 'int8-conv2d',
    name: 'first',
    inputs: ['input'],
    filters: 10,
    window: windowOf(1),
    groups: 1,
    weights: Int8Array.from({ length: 30 }, () => draw(-127, 127)),
    zeroPoints: Uint8Array.of(0, 128, 255),
  };
  const threshold: Layer = {
    kind: 'threshold',
    name: 'signs',
    inputs: ['first'],
    perElement: false,
    lower: Int32Array.from({ length: 10 }, () => draw(-9999, 9999)),
    upper: null,
    flip: bits(10),
  };
  return { name: 'small', input: { height: 9, width: 7, channels: 3 }, layers: [conv, threshold, ...layers] };
}

function binaryConv(changes: Partial<BinaryConv2D> = {}): BinaryConv2D {
  const { filters = 6, window = windowOf(3), groups = 1 } = changes;
  const numWeights = filters * window.size[0] * window.size[1] * (10 / groups);
  const weights = { type: 'signs', values: bits(numWeights), mask: null } as const;
  const geometry = { filters, window, groups, padValue: 0, weights } as const;
  return { kind: 'binary-conv2d', name: 'conv', inputs: ['signs'], ...geometry, ...changes };
}

async function expectLayersToAgree(model: Model, numImages = 2): Promise<void> {
  const layers = await openLayers(model, exportOnnx(model));
  for (let image = 0; image < numImages; image++) {
    expect(await firstDifferentLayer(layers, model, randomImage(model), image)).toBeNull();
  }
  await layers.session.release();
}

const padding = { top: 1, left: 2, bottom: 0, right: 3 };

test.each<[string, Partial<BinaryConv2D>]>([
  ['1×1', { window: windowOf(1) }],
  ['3×3, zero padding', { window: windowOf(3, { padding }) }],
  ['3×3, padding with +1', { window: windowOf(3, { padding }), padValue: 1 }],
  ['3×3, padding with −1', { window: windowOf(3, { padding }), padValue: -1 }],
  ['2×4, no padding, but a pad value', { window: windowOf(0, { size: [2, 4] }), padValue: -1 }],
  ['unequal strides', { window: windowOf(3, { stride: [2, 3], padding }) }],
  ['unequal dilations', { window: windowOf(3, { dilation: [3, 2], padding }) }],
  ['5 groups', { filters: 15, groups: 5, window: windowOf(3, { padding }) }],
  ['one group a channel, padding with −1', { filters: 20, groups: 10, padValue: -1, window: windowOf(2, { padding }) }],
  ['padding larger than the window', { window: windowOf(2, { padding: { top: 3, left: 0, bottom: 4, right: 2 } }) }],
])('computes a binary convolution, %s, to the bit', (_name, changes) =>
  expectLayersToAgree(networkOf(binaryConv(changes))),
);

test('computes an int8 convolution with groups, zero points, stride and zero padding to the bit', () =>
  expectLayersToAgree({
    name: 'first-layer',
    input: { height: 8, width: 9, channels: 4 },
    layers: [
      {
        kind: 'int8-conv2d',
        name: 'conv',
        inputs: ['input'],
        filters: 6,
        window: windowOf(3, { stride: [1, 2], padding }),
        groups: 2,
        weights: Int8Array.from({ length: 6 * 9 * 2 }, () => draw(-127, 127)),
        zeroPoints: Uint8Array.of(0, 7, 128, 255),
      },
    ],
  }));

test.each<[string, Window]>([
  ['3×3 stride 2', windowOf(3, { stride: [2, 2] })],
  ['with padding', windowOf(3, { stride: [2, 1], padding: { top: 1, left: 2, bottom: 2, right: 1 } })],
  [
    'with padding as large as the undilated window',
    windowOf(2, { dilation: [4, 4], padding: { top: 2, left: 3, bottom: 3, right: 2 } }),
  ],
])('pools signs, maximum and minimum, %s, to the bit', async (_name, window) => {
  for (const minimum of [bits(10), new Uint8Array(10), new Uint8Array(10).fill(1)]) {
    const pool: BitMaxPool = { kind: 'bit-max-pool', name: 'pool', inputs: ['signs'], window, minimum };
    await expectLayersToAgree(networkOf(pool));
  }
});

test('decides intervals, complements, constants and exact ties per element to the bit', () => {
  const numBounds = 7 * 5 * 6;
  const sums = [-2147483648, -91, -90, -5, -4, 0, 4, 5, 90, 91, 2147483647];
  const bound = () => sums[draw(0, sums.length - 1)];
  return expectLayersToAgree(
    networkOf(binaryConv(), {
      kind: 'threshold',
      name: 'decide',
      inputs: ['conv'],
      perElement: true,
      lower: Int32Array.from({ length: numBounds }, bound),
      upper: Int32Array.from({ length: numBounds }, bound),
      flip: bits(numBounds),
    }),
    8,
  );
});

/**
 * sums → × 0.1 + offset → PReLU per element → mean → × scale: what rounds, and where onnxruntime would like to fuse.
 */
function floatHead(): Layer[] {
  const tenths = (length: number) => Float32Array.from({ length }, () => draw(-30, 30) / 10);
  const affine = (name: string, input: string, change: Partial<Affine>): Affine => ({
    ...{ kind: 'affine', name, inputs: [input], element: 'float32', scale: null, offset: null },
    ...change,
  });
  return [
    binaryConv(),
    affine('scale-and-shift', 'conv', { scale: tenths(6), offset: tenths(6) }),
    {
      kind: 'prelu',
      name: 'prelu',
      inputs: ['scale-and-shift'],
      element: 'float32',
      slopes: tenths(7 * 5 * 6),
      perElement: true,
    },
    {
      kind: 'average-pool',
      name: 'average',
      inputs: ['prelu'],
      element: 'float32',
      window: windowOf(0, { size: [7, 5] }),
    },
    affine('scale', 'average', { scale: tenths(6) }),
  ];
}

test('gives the very bits of the reference for a float head, for each image of a batch', async () => {
  const model = networkOf(...floatHead());
  const images = [randomImage(model), randomImage(model), randomImage(model)];
  const session = await openSession(exportOnnx(model));
  const batch = Uint8Array.from(images.flatMap(({ data }) => [...data]));
  const outputs = await session.run({ [ONNX_INPUT]: new OrtTensor('uint8', batch, [3, 9, 7, 3]) });
  expect(outputs[ONNX_OUTPUT].dims).toEqual([3, 6]);
  const expected = images.flatMap((image) => [...referenceTensors(model, image).get('scale')!.data]);
  expect([...(outputs[ONNX_OUTPUT].data as Float32Array)]).toEqual(expected);
  await session.release();
});

test('averages sums of integers exactly', () =>
  expectLayersToAgree(
    networkOf(binaryConv(), {
      kind: 'average-pool',
      name: 'average',
      inputs: ['conv'],
      element: 'float32',
      window: windowOf(0, { size: [7, 5] }),
    }),
  ));

test.each([0, 10, 20, 30, 40, 50, 60, 70, 80, 90])(
  'computes ten random models and ten with branches, layers and logits, as the reference does (seeds from %i)',
  async (first) => {
    const seeds = Array.from({ length: 10 }, (_, k) => first + k);
    const chains = seeds.map((seed) => [seed, randomModel(seed)] as const);
    const branches = seeds.map((seed) => [seed, applyPasses(randomBranchedModel(seed))] as const);
    for (const [seed, model] of [...chains, ...branches]) {
      const file = exportOnnx(model);
      const layers = await openLayers(model, file);
      const session = await openSession(file);
      for (const [index, image] of randomImages(model, 2, seed).entries()) {
        const reference = referenceTensors(model, image);
        const difference = await firstDifferentLayer(layers, model, image, index);
        const logits = (await runSession(session, image.data, model.input)).get(ONNX_OUTPUT)!;
        const last = model.layers.at(-1)!.name;
        const hasFloatSums = model.layers.some(({ kind }) => kind === 'float-conv2d');
        const tolerance = hasFloatSums ? tolerances(model, reference).get(last)! : 0;
        const logitsDifferAt = firstBeyond(reference.get(last)!.data, logits, tolerance);
        expect({ seed, difference, logitsDifferAt }).toEqual({
          seed,
          difference: null,
          logitsDifferAt: -1,
        });
      }
      await layers.session.release();
      await session.release();
    }
  },
  60_000,
);

test('stores binary weights as the packed bits of docs/bits.md', () => {
  const conv = binaryConv({ filters: 3 });
  const file = onnx.ModelProto.decode(exportOnnx(networkOf(conv)));
  const stored = file.graph!.initializer!.find(({ name }) => name === 'conv:packed-weights')!;
  expect(stored.dataType).toBe(onnx.TensorProto.DataType.UINT8);
  expect(stored.dims!.map(Number)).toEqual([3, 3, 3, 8, 1]);
  expect(Uint8Array.from(stored.rawData!)).toEqual(packBits(conv.weights.values as Uint8Array, 10));
});

test('uses operators of the standard domain only, and says who wrote the file', () => {
  const file = onnx.ModelProto.decode(exportOnnx(networkOf(...floatHead())));
  expect(file.opsetImport.map(({ domain, version }) => [domain, Number(version)])).toEqual([['', 25]]);
  expect(file.graph!.node!.map(({ domain }) => domain).every((domain) => !domain)).toBe(true);
  expect(file.producerName).toBe('bitplane');
  expect(file.metadataProps).toContainEqual(expect.objectContaining({ key: 'format', value: 'bitplane-onnx/1' }));
});

test('loads in stock onnxruntime without a word on stderr', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'model.onnx');
  writeFileSync(file, exportOnnx(networkOf(...floatHead())));
  const script = "require('onnxruntime-node').InferenceSession.create(process.argv[1])";
  const { status, stderr } = spawnSync(process.execPath, ['-e', script, file], { cwd: __dirname, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('unpacks weights once: onnxruntime folds it when it loads the model', async () => {
  const folder = temporaryFolder();
  const optimizedModelFilePath = join(folder, 'optimized.onnx');
  const options = { optimizedModelFilePath, graphOptimizationLevel: 'basic' } as const;
  await (await InferenceSession.create(exportOnnx(networkOf(binaryConv())), options)).release();
  const operators = onnx.ModelProto.decode(readFileSync(optimizedModelFilePath)).graph!.node!.map(
    ({ opType }) => opType,
  );
  expect(operators).toContain('Conv');
  expect(operators).not.toContain('BitwiseAnd');
});

test('rejects sums that float32 cannot hold, by the name of the layer', () => {
  const model = networkOf();
  const wide: Int8Conv2D = {
    ...(model.layers[0] as Int8Conv2D),
    name: 'wide',
    filters: 1,
    window: windowOf(16),
    weights: new Int8Array(16 * 16 * 3).fill(127),
  };
  const input = { height: 16, width: 16, channels: 3 };
  expect(() => exportOnnx({ name: 'wide', input, layers: [wide] })).toThrow(/layer 'wide'.*16777215.*can reach/);
});

test('rejects kinds and element types that only exist before the passes, by the name of the layer', () => {
  const average = { kind: 'average-pool', name: 'average', inputs: ['first'], window: windowOf(1) } as const;
  const float64 = networkOf({ ...average, element: 'float64' });
  expect(() => exportOnnx(float64)).toThrow(/layer 'average'.*float32.*float64/);
  const norm: Layer = {
    ...{ kind: 'batch-norm', name: 'early', inputs: ['first'], epsilon: 1 },
    ...{ gamma: new Float64Array(10), beta: new Float64Array(10) },
    ...{ mean: new Float64Array(10), variance: new Float64Array(10) },
  };
  expect(() => exportOnnx(networkOf(norm))).toThrow(/layer 'early'.*float32.*float64/);
  const latent = binaryConv({ weights: { type: 'latent', quantizer: 'sign', values: new Float32Array(540).fill(1) } });
  expect(() => exportOnnx(networkOf(latent))).toThrow(/layer 'conv'.*signs.*latent/);
});
