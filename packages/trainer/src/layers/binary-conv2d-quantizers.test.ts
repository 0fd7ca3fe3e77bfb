// A binary convolution with each quantizer that it can name.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { loadBackend } from '../backend';
import { loadModel, saveModel } from '../model-files';
import { QUANTIZERS, type QuantizerConfig } from '../quantizers';
import type { Role } from '../quantizers/quantizer';
import { randomFor } from '@bitplane/model';
import { BinaryConv2D } from './binary-conv2d';

/** Settings other than the initial ones, so that losing one in a file shows. */
const CONFIGS: Readonly<Record<string, QuantizerConfig>> = {
  'residual-sign': { name: 'residual-sign', bits: 3 },
  'bit-map': { name: 'bit-map', bits: [[1, 2, 3]] },
  'mean-bits': { name: 'mean-bits', meanBits: 1.25, seed: 4 },
  'ste-tern': { name: 'ste-tern', threshold: 0.25 },
  dorefa: { name: 'dorefa', bits: 3 },
};

const CASES: [string, Role, QuantizerConfig][] = [
  ...(['input', 'kernel'] as const).flatMap((role) =>
    Object.entries(QUANTIZERS)
      .filter(([, { roles }]) => roles.includes(role))
      .map(([name]): [string, Role, QuantizerConfig] => [name, role, CONFIGS[name] ?? name]),
  ),
  ['residual-sign with learned scales', 'input', { name: 'residual-sign', bits: 2, scale: 'learned' }],
  ['residual-sign with live scales', 'input', { name: 'residual-sign', bits: 2, scale: 'live' }],
  ['bit-map with learned scales', 'input', { name: 'bit-map', bits: [1, 2, 3], scale: 'learned' }],
];

beforeAll(loadBackend);

const random = randomFor(23);
const images = (): tf.Tensor4D =>
  tf.tensor4d(
    Float32Array.from({ length: 2 * 5 * 5 * 3 }, () => 3 * random() - 1.5),
    [2, 5, 5, 3],
  );

function network(role: Role, config: QuantizerConfig): tf.Sequential {
  const quantizer = role === 'input' ? { inputQuantizer: config } : { kernelQuantizer: config };
  const layer = new BinaryConv2D({ name: 'conv', filters: 3, kernelSize: 3, inputShape: [5, 5, 3], ...quantizer });
  return tf.sequential({ layers: [layer, tf.layers.globalAveragePooling2d({})] });
}

/** One step downhill for every trainable weight. */
function descend(model: tf.LayersModel, x: tf.Tensor4D): void {
  tf.tidy(() => {
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { grads } = tf.variableGrads(
      () => (model.apply(x, { training: true }) as tf.Tensor).sub(1).square().mean<tf.Scalar>(),
      variables,
    );
    for (const variable of variables) variable.assign(variable.sub(grads[variable.name].mul(0.1)));
  });
}

test.each(CASES)('%s of the %s is trained, saved and loaded', async (_, role, config) => {
  const model = network(role, config);
  const x = images();
  const before = model.getWeights().map((weight) => [...weight.dataSync()]);
  descend(model, x);
  const numTensors = tf.memory().numTensors;
  for (let step = 0; step < 3; step++) descend(model, x);
  expect(tf.memory().numTensors).toBe(numTensors);
  const after = model.getWeights().map((weight) => [...weight.dataSync()]);
  model.weights.forEach((_weight, i) => expect(after[i]).not.toEqual(before[i]));

  const folder = temporaryFolder();
  saveModel(model, folder);
  const loaded = await loadModel(folder);
  expect(loaded.layers[0].getConfig()).toEqual(model.layers[0].getConfig());
  expect(loaded.layers[0].getConfig()[`${role}Quantizer`]).toEqual(config);
  const answers = (of: tf.LayersModel): number[] => [...(of.predict(x) as tf.Tensor).dataSync()];
  expect(answers(loaded)).toEqual(answers(model));
});

test('the saved form has snake_case keys, and a quantizer without settings is its name alone', () => {
  const model = tf.sequential({
    layers: [
      new BinaryConv2D({
        filters: 1,
        kernelSize: 1,
        inputShape: [1, 1, 1],
        inputQuantizer: { name: 'sign' },
        kernelQuantizer: { name: 'mean-bits', meanBits: 1.5 },
      }),
    ],
  });
  const folder = temporaryFolder();
  saveModel(model, folder);
  const text = readFileSync(join(folder, 'model.json'), 'utf8');
  expect(text).toContain('"input_quantizer":"sign"');
  expect(text).toContain('"kernel_quantizer":{"name":"mean-bits","mean_bits":1.5}');
});

test('variables of a quantizer are weights of the layer, after kernel and bias', () => {
  const weights = (config: QuantizerConfig): [string, boolean][] =>
    network('input', config).layers[0].weights.map((weight) => [weight.originalName, weight.trainable]);
  const own: [string, boolean][] = [
    ['conv/kernel', true],
    ['conv/bias', true],
  ];
  expect(weights('sign')).toEqual(own);
  expect(weights('react-sign')).toEqual([...own, ['conv/input_shift', true]]);
  expect(weights({ name: 'residual-sign', scale: 'learned' })).toEqual([...own, ['conv/input_scale', true]]);
  expect(weights('residual-sign')).toEqual([...own, ['conv/input_scale', false]]);
});

test('a multiply-add of n by m planes counts as n·m binary ones', () => {
  const macs = (args: { inputQuantizer?: QuantizerConfig; kernelQuantizer?: QuantizerConfig }): number => {
    const layer = new BinaryConv2D({ filters: 4, kernelSize: 3, inputShape: [5, 5, 3], ...args });
    tf.sequential({ layers: [layer] });
    return layer.cost().binaryMacs;
  };
  const kernelQuantizer = { name: 'residual-sign', bits: 3 };
  expect(macs({})).toBe(5 * 5 * 3 * 3 * 3 * 4);
  expect(macs({ kernelQuantizer })).toBe(3 * macs({}));
  expect(macs({ kernelQuantizer, inputQuantizer: { name: 'mean-bits', meanBits: 1.5 } })).toBe(6 * macs({}));
});
