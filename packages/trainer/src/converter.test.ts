// What the trainer builds, through the converter's command line, against the interpreter.
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { randomImages, readModel, run } from '@bitplane/model';
import { loadBackend } from './backend';
import { exportObstacle, runConverter } from './converter';
import {
  BinaryConv2D,
  BinaryDepthwiseConv2D,
  MeanImage,
  OutputScale,
  QuantizedActivation,
  QuantizedConv2D,
  QuantizedDepthwiseConv2D,
} from './layers';
import { saveModel } from './model-files';
import { thrownBy } from './test-support/thrown-by';

jest.setTimeout(120_000);
beforeAll(loadBackend);

const SHAPE: [number, number, number] = [9, 8, 3];
const L = tf.layers;

let seed = 1;
const weights = (stddev = 1) => tf.initializers.randomNormal({ mean: 0, stddev, seed: seed++ });
const norm = (name?: string) => L.batchNormalization({ name, gammaInitializer: weights(), betaInitializer: weights() });
const rescale = () => L.rescaling({ scale: 1 / 256, offset: -0.5, inputShape: SHAPE });
const first = (args: object = {}) => [rescale(), new QuantizedConv2D({ filters: 6, kernelSize: 3, ...args }), norm()];
const conv = (args: object = {}) =>
  new BinaryConv2D({ filters: 6, kernelSize: 3, kernelInitializer: weights(), ...args });
const last = () => [L.globalAveragePooling2d({}), new OutputScale({ initialScale: 1 })];
const sequential = (...layers: tf.layers.Layer[]) => tf.sequential({ layers });

function functional(name: string, inputShape: number[], ...layers: tf.layers.Layer[]): tf.LayersModel {
  const inputs = tf.input({ shape: inputShape });
  const outputs = layers.reduce<tf.SymbolicTensor>((x, layer) => layer.apply(x) as tf.SymbolicTensor, inputs);
  return tf.model({ name, inputs, outputs });
}

const blockOf = (name: string) =>
  tf.sequential({ name, layers: [conv({ name: 'conv', inputShape: [9, 8, 6] }), norm('norm')] });

const NETWORKS: [string, () => tf.LayersModel][] = [
  ['Sequential in Sequential', () => sequential(...first(), blockOf('a'), conv(), ...last())],
  [
    'functional in functional in Sequential, with a shortcut',
    () => {
      const x = tf.input({ shape: [9, 8, 6] });
      const y = functional('inner', [9, 8, 6], conv(), norm()).apply(x) as tf.SymbolicTensor;
      const block = tf.model({ name: 'outer', inputs: x, outputs: L.add().apply([x, y]) as tf.SymbolicTensor });
      return sequential(...first(), block, conv(), ...last());
    },
  ],
  [
    'Sequential in functional, layers of one name in both',
    () => functional('whole', SHAPE, ...first(), blockOf('a'), blockOf('b'), conv({ name: 'end' }), ...last()),
  ],
  ['the whole network in another', () => sequential(sequential(sequential(...first(), conv()), ...last()))],
  [
    'padding 1, stride 2',
    () => sequential(...first({ padding: 1, strides: 2 }), conv({ padding: 1, strides: 2 }), ...last()),
  ],
  [
    'uneven padding of all three convolutions',
    () =>
      sequential(
        ...first({ padding: [[0, 2], [1, 0]] }), // prettier-ignore
        new BinaryDepthwiseConv2D({ kernelSize: 3, padding: [2, 1], padValue: -1 }),
        norm(),
        conv({ padding: [[2, 1], [0, 3]], dilationRate: 2, padValue: 1 }), // prettier-ignore
        ...last(),
      ),
  ],
  [
    'ZeroPadding2D before the first convolution and before a binary one',
    () => {
      const [scaled, convolution, after] = first({ padding: 'same', strides: 2 });
      const pad = (padding: [[number, number], [number, number]]) => L.zeroPadding2d({ padding });
      const layers = [scaled, pad([[0, 1], [2, 1]]), convolution, after]; // prettier-ignore
      return sequential(...layers, pad([[1, 2], [0, 1]]), conv({ padding: 'valid' }), ...last()); // prettier-ignore
    },
  ],
  [
    'bytes after the first layer, with zeros around them, and signs of their sums',
    () => {
      const bytes = () => new QuantizedActivation({ weights: [tf.tensor1d([-1.5, 2.75])] });
      const depthwise = new QuantizedDepthwiseConv2D({ kernelSize: 3, depthMultiplier: 2, padding: [2, 1] });
      const pointwise = new QuantizedConv2D({ filters: 5, kernelSize: 2, padding: 'valid', dilationRate: 2 });
      const pad = L.zeroPadding2d({ padding: [[1, 2], [0, 1]] }); // prettier-ignore
      const layers = [bytes(), depthwise, norm(), L.prelu({}), bytes(), pad, pointwise, norm()];
      return sequential(...first(), ...layers, conv(), ...last());
    },
  ],
];

/** Batch norm before each of them makes numbers that lie on no step of a quantizer. */
const QUANTIZERS: [string, object][] = [
  ['dorefa', { inputQuantizer: 'dorefa', kernelQuantizer: 'dorefa' }],
  [
    'dorefa of one bit and three',
    { inputQuantizer: { name: 'dorefa', bits: 1 }, kernelQuantizer: { name: 'dorefa', bits: 3 } },
  ],
  ['ste-tern', { inputQuantizer: 'ste-tern', kernelQuantizer: 'ste-tern', padValue: -1 }],
  ['ste-heaviside', { inputQuantizer: 'ste-heaviside', kernelQuantizer: 'ste-heaviside', padValue: 1 }],
  ['none', { inputQuantizer: 'none', kernelQuantizer: 'none' }],
  ['none of kernels alone', { kernelQuantizer: 'none' }],
  ['bit-map', { inputQuantizer: { name: 'bit-map', bits: [1, 2, 3, 1, 1, 2] } }],
  [
    'mean-bits',
    { inputQuantizer: { name: 'mean-bits', seed: 3 }, kernelQuantizer: { name: 'mean-bits', meanBits: 1.2 } },
  ],
];

for (const [name, quantizers] of QUANTIZERS)
  NETWORKS.push([
    `${name} of inputs and kernels`,
    () => sequential(...first(), conv({ padding: 'same', ...quantizers }), ...last()),
  ]);

test.each(NETWORKS)('%s: the exported network gives the scores of TensorFlow.js', (_, build) => {
  const network = build();
  const folder = temporaryFolder();
  saveModel(network, join(folder, 'train'));
  runConverter(['export', '--model', join(folder, 'train'), '--out', join(folder, 'export'), '--only', 'blob']);
  const exported = readModel(readFileSync(join(folder, 'export/model.bpm')), 'model.bpm');
  for (const image of randomImages(exported, 4, 1)) {
    const pixels = tf.tensor4d(Float32Array.from(image.data), [1, ...SHAPE]);
    const expected = (network.predict(pixels) as tf.Tensor).dataSync<'float32'>();
    const scores = run(exported, image).data;
    // Sums of integers are the same; a mean of at most 120 of them differs by a few roundings of 2^-24.
    const tolerance = 1e-5 * Math.max(...expected.map(Math.abs));
    expect(scores).toHaveLength(expected.length);
    expected.forEach((score, k) => expect(Math.abs(scores[k] - score)).toBeLessThan(tolerance));
  }
});

test.each([
  ['signs', () => conv()],
  ['live scales', () => conv({ inputQuantizer: { name: 'residual-sign', bits: 2, scale: 'live' } })],
])('an untrained network of %s that can be exported has no obstacle', (_, build) => {
  expect(exportObstacle(sequential(...first(), build(), ...last()))).toBeNull();
});

test.each<[string, () => tf.LayersModel, RegExp]>([
  ['an ELU', () => sequential(...first(), L.elu({ name: 'e' }), conv(), ...last()), /^layer e: .*PReLU/],
  ['a mean image', () => sequential(rescale(), new MeanImage({ name: 'mean' }), conv()), /^layer mean: .*Rescaling/],
  [
    'dorefa of 8 bits',
    () => sequential(...first(), conv({ name: 'c', inputQuantizer: { name: 'dorefa', bits: 8 } })),
    /^layer c: .*from 1 to 4/,
  ],
])('the obstacle of %s is what the converter says, without a file of ours', (_, build, message) => {
  const obstacle = exportObstacle(build());
  expect(obstacle).toMatch(message);
  expect(obstacle).not.toContain(tmpdir());
});

test('a failure of the converter is its own line', async () => {
  expect(await thrownBy(() => runConverter(['check', '--model', 'nowhere']))).toMatchObject({
    code: 'E_PROGRAM',
    message: expect.stringMatching(/^expected a trained network, found no file .*nowhere/) as string,
  });
});
