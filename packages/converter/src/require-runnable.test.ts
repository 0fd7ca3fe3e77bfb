import { errorLike } from '@bitplane/cli/test-support';
import { randomFloatModel, type Layer, type Model } from '@bitplane/model';
import { requireRunnable } from './require-runnable';
import { applyPasses } from './passes';

const window = (size: number) =>
  ({
    size: [size, size],
    stride: [1, 1],
    dilation: [1, 1],
    padding: { top: 0, left: 0, bottom: 0, right: 0 },
  }) as const;

const normalize: Layer = {
  kind: 'normalize',
  name: 'rescale',
  inputs: ['input'],
  zeroPoints: Uint8Array.of(0, 0, 0),
  scale: 1,
};
const conv = (name: string, input: string, size: number): Layer => ({
  kind: 'conv2d',
  name,
  inputs: [input],
  filters: 3,
  window: window(size),
  groups: 1,
  weights: new Float32Array(9 * size * size).fill(1),
  bias: null,
  weightBits: 8,
});
const binary = (name: string, input: string): Layer => ({
  kind: 'binary-conv2d',
  name,
  inputs: [input],
  filters: 3,
  window: window(1),
  groups: 1,
  padValue: 0,
  weights: { type: 'latent', quantizer: 'sign', values: new Float32Array(9) },
});
const sign = (name: string, input: string): Layer => ({ kind: 'sign', name, inputs: [input] });

const network = (...layers: Layer[]): Model => ({
  name: 'small',
  input: { height: 16, width: 16, channels: 3 },
  layers,
});
const finish = (model: Model) => requireRunnable(applyPasses(model));

test.each(Array.from({ length: 30 }, (_, seed) => seed))(
  'what the passes make of random model %i can be run',
  (seed) => {
    expect(() => finish(randomFloatModel(seed))).not.toThrow();
  },
);

test.each<[string, Layer[]]>([
  ['signs of the image itself', [normalize, sign('bits', 'rescale'), binary('b', 'bits')]],
  ['a second convolution of 8-bit weights', [normalize, conv('c1', 'rescale', 1), conv('c2', 'c1', 1)]],
  ['float weights on the image', [normalize, { ...conv('c', 'rescale', 3), weightBits: 32 } as Layer]],
])('%s can be run', (_, layers) => {
  expect(() => finish(network(...layers))).not.toThrow();
});

test.each<[string, Layer[], RegExp]>([
  // 3·16·16·255·127 = 24.9 million.
  ['sums that float32 cannot hold', [normalize, conv('c', 'rescale', 16)], /layer c: .*2\^24.*24871680/],
])('%s: rejected with the layer and what it takes', (_, layers, message) => {
  expect(() => finish(network(...layers))).toThrow(errorLike('E_LAYER', message));
});
