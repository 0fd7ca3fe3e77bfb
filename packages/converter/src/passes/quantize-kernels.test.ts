import type { Conv2D, Layer, Model } from '@bitplane/model';
import { quantizeKernels } from './quantize-kernels';
import { removeDeadLayers } from './remove-dead-layers';

const SCALE = 1 / 256;

const normalize: Layer = {
  kind: 'normalize',
  name: 'rescale',
  inputs: ['input'],
  zeroPoints: Uint8Array.of(128),
  scale: SCALE,
};
const conv: Conv2D = {
  kind: 'conv2d',
  name: 'conv',
  inputs: ['rescale'],
  filters: 2,
  window: { size: [1, 4], stride: [1, 1], dilation: [1, 1], padding: { top: 0, left: 0, bottom: 0, right: 0 } },
  groups: 1,
  // The first filter has scale 1: its ties go to the even integer. The second is all zero: scale 1 by definition.
  weights: Float32Array.of(127, 2.5, 3.5, -0.5, 0, 0, 0, 0),
  bias: Float64Array.of(0.1, -3),
  weightBits: 8,
};
const network = (...layers: Layer[]): Model => ({
  name: 'small',
  input: { height: 4, width: 4, channels: 1 },
  layers,
});

test('weights become 8-bit integers, scales and bias an affine layer of the same name', () => {
  expect(removeDeadLayers(quantizeKernels(network(normalize, conv))).layers).toEqual([
    {
      kind: 'int8-conv2d',
      name: 'conv/sums',
      inputs: ['input'],
      filters: 2,
      window: conv.window,
      groups: 1,
      weights: Int8Array.of(127, 2, 4, 0, 0, 0, 0, 0),
      zeroPoints: Uint8Array.of(128),
    },
    {
      kind: 'affine',
      name: 'conv',
      inputs: ['conv/sums'],
      element: 'float64',
      scale: Float64Array.of(SCALE, SCALE),
      offset: Float64Array.of(0.1, -3),
    },
  ]);
});

test('a normalised image stays for whoever else reads it', () => {
  const sign: Layer = { kind: 'sign', name: 'bits', inputs: ['rescale'] };
  expect(quantizeKernels(network(normalize, conv, sign)).layers.map(({ name }) => name)).toEqual([
    'rescale',
    'conv/sums',
    'conv',
    'bits',
  ]);
});

test('on numbers that are not bytes the weights become whole, with scales and bias after them', () => {
  const second: Conv2D = { ...conv, name: 'second', inputs: ['conv'] };
  expect(quantizeKernels(network(normalize, conv, second)).layers.slice(-2)).toEqual([
    { ...second, name: 'second/sums', weights: Float32Array.of(127, 2, 4, 0, 0, 0, 0, 0), bias: null, weightBits: 32 },
    {
      ...{ kind: 'affine', name: 'second', inputs: ['second/sums'], element: 'float64' },
      scale: Float64Array.of(1, 1),
      offset: Float64Array.of(0.1, -3),
    },
  ]);
});

test('bytes in the middle of a network are read as those of the image are', () => {
  const bytes: Layer = {
    ...{ kind: 'quantize', name: 'act/bytes', inputs: ['conv'], element: 'float64' },
    ...{ scale: Float64Array.of(0.5, 0.5), zeroPoints: Uint8Array.of(3, 3) },
  };
  const numbers: Layer = {
    ...{ kind: 'normalize', name: 'act', inputs: ['act/bytes'], zeroPoints: Uint8Array.of(3, 3), scale: 0.5 },
  };
  const second: Conv2D = {
    ...{ ...conv, name: 'second', inputs: ['act'], filters: 1, bias: null },
    weights: Float32Array.of(127, 2.5, 3.5, -0.5, 0, 0, 0, 0),
  };
  const remarks: unknown[] = [];
  const { layers } = quantizeKernels(network(normalize, conv, bytes, numbers, second), (remark) =>
    remarks.push(remark),
  );
  expect(layers.slice(-2)).toEqual([
    expect.objectContaining({ kind: 'int8-conv2d', inputs: ['act/bytes'], zeroPoints: Uint8Array.of(3, 3) }),
    expect.objectContaining({ kind: 'affine', name: 'second', scale: Float64Array.of(0.5), offset: null }),
  ]);
  expect(remarks).toEqual([]);
});

test('a convolution of float weights stays as it is', () => {
  const floats: Conv2D = { ...conv, weightBits: 32 };
  expect(quantizeKernels(network(normalize, floats)).layers.at(-1)).toBe(floats);
});
