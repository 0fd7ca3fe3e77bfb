import { run, type Model, type Normalize } from '@bitplane/model';
import { int8ConvolutionLayers, int8DenseLayer } from './int8-layers';

const image = { element: 'uint8', height: 1, width: 2, channels: 1, data: Uint8Array.of(130, 125) } as const;
const normalize: Normalize = {
  kind: 'normalize',
  name: 'numbers',
  inputs: ['input'],
  zeroPoints: Uint8Array.of(128),
  scale: 0.5,
};

/** Scales 2 and 1; the half of 2.5 is between 1 and 2: rounded it is 1. */
const operation = {
  name: 'last',
  filters: 2,
  weights: Float32Array.of(254, 2.5, 0, -127),
  bias: Float64Array.of(10, 0),
};
/** 2·(127·1 + 1·(−1.5)) + 10, and 127·1.5. */
const EXPECTED = [261, 190.5];

const outputOf = (layers: Model['layers']) => [...run({ name: 'one', input: image, layers }, image).data];

test('a dense layer of numbers has the rounded weights and their scales', () => {
  expect(outputOf([normalize, int8DenseLayer(operation, 'numbers')])).toEqual(EXPECTED);
});

test('a convolution of the image on its bytes computes the same as one on its numbers', () => {
  const padding = { top: 0, left: 0, bottom: 0, right: 0 };
  const geometry = { window: { size: [1, 2], stride: [1, 1], dilation: [1, 1], padding }, groups: 1 } as const;
  const layers = int8ConvolutionLayers({ ...operation, ...geometry }, normalize);
  expect(layers.map(({ kind, inputs }) => [kind, inputs[0]])).toEqual([
    ['int8-conv2d', 'input'],
    ['affine', 'last/sums'],
  ]);
  expect(outputOf(layers)).toEqual(EXPECTED);
});
