import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { expectLife } from '../test-support/layer-life';
import { naiveConvolution, naiveGradient, type Geometry, type Numbers } from '../test-support/naive-convolution';
import { integers } from '../test-support/twins';
import { BinaryConv2D } from './binary-conv2d';
import { BinaryDepthwiseConv2D } from './binary-depthwise-conv2d';

beforeAll(loadBackend);

const PLAIN: Geometry = {
  kernelSize: [3, 3],
  strides: [1, 1],
  padding: 'same',
  dilationRate: [1, 1],
  groups: 1,
  padValue: 0,
};

const GEOMETRIES: [string, Partial<Geometry>][] = [
  ['3×3', {}],
  ['1×1', { kernelSize: [1, 1] }],
  ['4×2 without padding', { kernelSize: [4, 2], padding: 'valid' }],
  ['5×3, stride 2×1', { kernelSize: [5, 3], strides: [2, 1] }],
  ['2×2, stride 3, padded with −1', { kernelSize: [2, 2], strides: [3, 3], padValue: -1 }],
  ['dilation 2×3', { dilationRate: [2, 3] }],
  ['dilation 2, stride 2, padded with 1', { dilationRate: [2, 2], strides: [2, 2], padValue: 1 }],
  ['dilation 2, stride 2×3, no padding', { dilationRate: [2, 1], strides: [2, 3], padding: 'valid' }],
  [
    'padding 1 with stride 2',
    {
      padding: [
        [1, 1],
        [1, 1],
      ],
      strides: [2, 2],
    },
  ],
  [
    'padding that is also `same`',
    {
      padding: [
        [1, 1],
        [1, 1],
      ],
    },
  ],
  [
    'uneven padding with −1, dilation 2',
    {
      padding: [
        [0, 3],
        [2, 1],
      ],
      dilationRate: [2, 2],
      padValue: -1,
    },
  ],
  [
    'two groups, uneven padding',
    {
      groups: 2,
      padding: [
        [2, 0],
        [0, 1],
      ],
      strides: [1, 2],
    },
  ],
  ['two groups', { groups: 2, padValue: 1 }],
  ['four groups, stride 2', { groups: 4, strides: [2, 2] }],
];

const SHAPE: [number, number, number, number] = [2, 7, 6, 4];
/** Halves: on both sides of the pseudo-gradient's window, and on its edge. */
const halves = (shape: [number, number, number, number], seed: number): tf.Tensor4D => integers(shape, seed).div(4);
const asNumbers = (tensor: tf.Tensor): Numbers => ({ values: [...tensor.dataSync()], shape: tensor.shape });
const signsOf = ({ values, shape }: Numbers): Numbers => ({ values: values.map((v) => (v >= 0 ? 1 : -1)), shape });
const windowed = (gradient: number[], { values }: Numbers): number[] =>
  gradient.map((value, i) => (Math.abs(values[i]) <= 1 ? value : 0) + 0);

/** Value and gradients of a binary layer against its definition, all whole numbers: to the bit. */
function compare(layer: BinaryConv2D | BinaryDepthwiseConv2D, toHwio: (shape: number[]) => number[], at: Geometry) {
  const model = tf.sequential({ layers: [layer] });
  const [image, kernel] = [halves(SHAPE, 3), halves(layer.kernel.shape as [number, number, number, number], 4)];
  layer.kernel.write(kernel);
  const x = asNumbers(image);
  const w = { ...asNumbers(kernel), shape: toHwio(kernel.shape) };
  const f = (bits: readonly number[], weights: readonly number[]): number[] =>
    naiveConvolution({ ...x, values: bits }, { ...w, values: weights }, at);
  const [bits, weights] = [signsOf(x).values, signsOf(w).values];

  const y = model.predict(image) as tf.Tensor4D;
  expect([...y.dataSync()]).toEqual(f(bits, weights));
  const dy = integers<tf.Rank.R4>(y.shape, 6);
  const arriving = [...dy.dataSync()];
  const loss = (input: tf.Tensor): tf.Scalar =>
    (model.apply(input, { training: true }) as tf.Tensor).mul(dy).sum<tf.Scalar>();
  expect(
    [
      ...tf
        .grad((input) => loss(input))(image)
        .dataSync(),
    ].map((v) => v + 0),
  ).toEqual(
    windowed(
      naiveGradient(bits, arriving, (values) => f(values, weights)),
      x,
    ),
  );
  const variable = layer.kernel.read() as tf.Variable;
  const { grads } = tf.variableGrads(() => loss(image), [variable]);
  expect([...grads[variable.name].dataSync()].map((v) => v + 0)).toEqual(
    windowed(
      naiveGradient(weights, arriving, (values) => f(bits, values)),
      w,
    ),
  );
}

test.each(GEOMETRIES)('value and gradients of a convolution: %s', (_, changes) => {
  const geometry = { ...PLAIN, ...changes };
  const args = { ...geometry, padValue: geometry.padValue as 0 | 1 | -1, filters: 8, useBias: false };
  compare(new BinaryConv2D({ ...args, inputShape: SHAPE.slice(1) }), (shape) => shape, geometry);
});

test.each(GEOMETRIES.filter(([, { groups }]) => groups === undefined))(
  'value and gradients of a depthwise convolution: %s',
  (_, changes) => {
    const geometry = { ...PLAIN, ...changes };
    const { kernelSize, strides, padding, dilationRate } = geometry;
    const padValue = geometry.padValue as 0 | 1 | -1;
    const args = { kernelSize, strides, padding, dilationRate, padValue, depthMultiplier: 2, useBias: false };
    // [rows, columns, channels, 2] in memory is [rows, columns, 1, filters], a group for each channel.
    compare(
      new BinaryDepthwiseConv2D({ ...args, inputShape: SHAPE.slice(1) }),
      ([rows, columns, channels, multiplier]) => [rows, columns, 1, channels * multiplier],
      { ...geometry, groups: 4 },
    );
  },
);

test('a depthwise filter of a scaled quantizer is one of channels × multiplier', () => {
  const layer = new BinaryDepthwiseConv2D({
    kernelSize: [1, 2],
    depthMultiplier: 2,
    padding: 'valid',
    depthwiseQuantizer: 'magnitude-aware-sign',
    inputShape: [1, 2, 2],
  });
  const model = tf.sequential({ layers: [layer] });
  // [1, 2, 2 channels, 2]: the filters are (1, 3), (2, 6), (−3, −5), (4, −4) with mean magnitudes 2, 4, 4, 4.
  layer.kernel.write(tf.tensor4d([1, 2, -3, 4, 3, 6, -5, -4], [1, 2, 2, 2]));
  const y = model.predict(tf.tensor4d([1, 1, -1, 1], [1, 1, 2, 2])) as tf.Tensor;
  expect([...y.dataSync()]).toEqual([0, 0, -8, 0]);
});

test('binary convolutions live in models of both kinds', async () => {
  await expectLife(
    () => new BinaryConv2D({ filters: 4, kernelSize: 3, strides: 2, dilationRate: 2, groups: 2, padValue: -1 }),
    [6, 5, 2],
  );
  await expectLife(
    () =>
      new BinaryConv2D({
        filters: 4,
        kernelSize: 3,
        padding: [
          [0, 1],
          [2, 1],
        ],
        strides: 2,
      }),
    [6, 5, 2],
  );
  await expectLife(
    () =>
      new BinaryDepthwiseConv2D({
        kernelSize: [3, 2],
        depthMultiplier: 2,
        padValue: 1,
        inputQuantizer: { name: 'residual-sign', bits: 2, scale: 'learned' },
        depthwiseQuantizer: { name: 'ste-tern', threshold: 0.1 },
      }),
    [6, 5, 2],
  );
});
