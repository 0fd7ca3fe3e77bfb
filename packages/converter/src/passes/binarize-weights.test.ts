import type { BinaryConv2D, Model } from '@bitplane/model';
import { binarizeWeights } from './binarize-weights';

const convolution: BinaryConv2D = {
  kind: 'binary-conv2d',
  name: 'conv',
  inputs: ['bits'],
  filters: 1,
  window: { size: [1, 1], stride: [1, 1], dilation: [1, 1], padding: { top: 0, left: 0, bottom: 0, right: 0 } },
  groups: 1,
  padValue: 0,
  weights: { type: 'latent', quantizer: 'sign', values: Float32Array.of(-1, -1e-45, -0, 0, 1e-45, 0.3) },
};
const model: Model = { name: 'one', input: { height: 1, width: 1, channels: 6 }, layers: [convolution] };

test('below zero becomes 1, zero of either sign 0', () => {
  expect(binarizeWeights(model).layers[0]).toMatchObject({
    weights: { type: 'signs', values: Uint8Array.of(1, 1, 0, 0, 0, 0) },
  });
});

test('signs stay as they are', () => {
  const once = binarizeWeights(model);
  expect(binarizeWeights(once)).toEqual(once);
});
