import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../../backend';
import { BinaryConv2D, QuantizedConv2D } from '../../layers';
import { buildNetwork, NETWORKS } from '../../networks';
import { registerQuantizer } from '../../quantizers';
import { describeNetwork } from './describe-network';
import type { TwinLayer, TwinNetwork } from './description';

beforeAll(loadBackend);

const describeNamed = (network: string): TwinNetwork =>
  describeNetwork(buildNetwork(network, { seed: 1, initialSlopes: 0.25, initialOutputScale: 0.05 }));

function layerOf({ layers }: TwinNetwork, name: string): TwinLayer {
  return layers.find((layer) => layer.name === name)!;
}

test.each(Object.keys(NETWORKS))('%s: images first, each layer after what it reads, all weights in use', (name) => {
  const { layers, weights } = describeNamed(name);
  expect(layers.map(({ kind }) => kind).indexOf('images')).toBe(0);
  layers.forEach(({ inputs }, position) => {
    expect(inputs).toHaveLength(position === 0 ? 0 : Math.max(1, inputs.length));
    expect(inputs.every((input) => input < position)).toBe(true);
  });
  const used = layers.flatMap((layer) => Object.values(layer.weights));
  expect(used.sort((a, b) => a - b)).toEqual(weights.map((_, i) => i));
});

test('a convolution of stride 2 has its extra pixels below and to the right, as TensorFlow has', () => {
  const { strides, pads, inputQuantizer, kernelQuantizer } = layerOf(describeNamed('resnet-20'), 'conv8').settings;
  expect({ strides, pads }).toEqual({
    strides: [2, 2],
    pads: [
      [0, 1],
      [0, 1],
    ],
  });
  expect([inputQuantizer, kernelQuantizer]).toEqual([{ name: 'approx-sign' }, { name: 'sign' }]);
});

test('a shortcut reads what it leads around, and the doubled one the same tensor twice', () => {
  const network = describeNamed('resnet-20');
  const namesOf = (name: string) => layerOf(network, name).inputs.map((input) => network.layers[input].name);
  expect(namesOf('add2')).toEqual(['norm1', 'norm2']);
  expect(namesOf('doubled8')).toEqual(['half8', 'half8']);
  expect(layerOf(network, 'half8')).toMatchObject({
    kind: 'average-pool',
    settings: { size: [2, 2], strides: [2, 2] },
  });
});

test("weights: a binary kernel is latent, an 8-bit one is trained, means of a quantizer's scales are fixed", () => {
  const network = describeNamed('reference-2bit');
  const { weights, settings } = layerOf(network, 'conv2');
  expect(settings.inputQuantizer).toEqual({ name: 'residual-sign', bits: 2 });
  const roleOf = (weight: number) => network.weights[weight].role;
  expect([weights.kernel, weights.bias, weights.input_scale].map(roleOf)).toEqual(['latent', 'trained', 'fixed']);
  expect(network.weights[layerOf(network, 'conv1').weights.kernel]).toEqual({
    name: 'conv1/kernel',
    shape: [3, 3, 3, 64],
    role: 'trained',
  });
});

test('layers and quantizers without a twin are named, all in one error', () => {
  registerQuantizer('half-sign', { forward: tf.sign, derivative: tf.onesLike });
  const model = tf.sequential({
    layers: [
      new QuantizedConv2D({ filters: 8, kernelSize: 3, inputShape: [8, 8, 3] }),
      tf.layers.dropout({ name: 'forget', rate: 0.5 }),
      new BinaryConv2D({ name: 'conv2', filters: 8, kernelSize: 3, inputQuantizer: 'half-sign' }),
      tf.layers.activation({ name: 'curve', activation: 'tanh' }),
      tf.layers.globalAveragePooling2d({}),
    ],
  });
  expect(() => describeNetwork(model)).toThrow(
    /cannot have layer forget \(Dropout\), quantizer half-sign of layer conv2, layer curve \(Activation\): expected layers among Rescaling,/,
  );
});
