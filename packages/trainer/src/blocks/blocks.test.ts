import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { BinaryConv2D, LearnedShift, QuantizedConv2D } from '../layers';
import { hasNativeOps } from '../native/op';
import { withNormGroup } from '../native/shared-batch-norm';
import type { QuantizerConfig } from '../quantizers';
import { integers } from '../test-support/twins';
import { applyInTraining } from '.';

const SHAPE = [9, 8, 6];
/** Large enough for native ops. */
const BATCH = 64;

beforeAll(loadBackend);

type Build = (input: tf.SymbolicTensor) => tf.SymbolicTensor;

/** No weight is 0 or like another. */
function network(build: Build): tf.LayersModel {
  const inputs = tf.input({ shape: SHAPE });
  const model = tf.model({ inputs, outputs: build(inputs) });
  model.weights.forEach((weight, i) => {
    const values = tf.randomUniform(weight.shape as number[], 0.25, 1, 'float32', i);
    weight.write(/kernel|shift/.test(weight.originalName) ? values.sub(0.6) : values);
  });
  return model;
}

const apply = (layer: tf.layers.Layer, ...x: tf.SymbolicTensor[]) =>
  layer.apply(x.length === 1 ? x[0] : x) as tf.SymbolicTensor;
const convolution = () => new QuantizedConv2D({ filters: 6, kernelSize: 3 });
const signs = (inputQuantizer: QuantizerConfig, strides = 1, useBias = false) =>
  new BinaryConv2D({ filters: 5, kernelSize: 3, strides, useBias, inputQuantizer });
const relu = () => tf.layers.reLU();
const prelu = (sharedAxes?: number[]) => tf.layers.prelu({ sharedAxes });
const norm = () => tf.layers.batchNormalization({ momentum: 0.9 });
const pool = (padding: 'same' | 'valid') => tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding });

/** Value, gradients to x and to all trained weights, weights and moving statistics after it. */
function outcome(model: tf.LayersModel, x: tf.Tensor, forward: (images: tf.Tensor) => tf.Tensor): number[][] {
  const before = model.getWeights().map((weight) => weight.clone());
  const image = tf.variable(x);
  const trained = [image, ...model.trainableWeights.map((weight) => weight.read() as tf.Variable)];
  let value!: tf.Tensor;
  const { grads } = tf.variableGrads(() => {
    value = tf.keep(forward(image));
    return value.mul(integers(value.shape, 5)).sum();
  }, trained);
  const results = [value, ...trained.map(({ name }) => grads[name]), ...model.getWeights()];
  const numbers = results.map((tensor) => Array.from(tensor.dataSync(), (number) => number + 0));
  model.setWeights(before);
  return numbers;
}

/** Which classes of layers were called one by one, without those that no block contains. */
function called(model: tf.LayersModel, compute: () => void): string[] {
  const names: string[] = [];
  for (const layer of model.layers.slice(1)) {
    const own = layer.apply.bind(layer);
    layer.apply = (inputs, options) => {
      names.push(layer.getClassName());
      return own(inputs, options);
    };
  }
  compute();
  return names;
}

/** Sums in another order differ by roundings. */
const isClose = (a: number[], b: number[]): boolean => {
  const scale = b.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-30);
  return a.length === b.length && a.every((value, i) => Math.abs(value - b[i]) <= scale * 2 ** -18);
};

interface Case {
  readonly build: Build;
  /** The layers that are called all the same. */
  readonly left: readonly string[];
}

const CASES: Record<string, Case> = {
  'bias, ReLU, pool without padding': {
    build: (x) => apply(pool('valid'), apply(relu(), apply(convolution(), x))),
    left: ['MaxPooling2D'],
  },
  'bias, ReLU, pool with padding': {
    build: (x) => apply(pool('same'), apply(relu(), apply(convolution(), x))),
    left: ['MaxPooling2D'],
  },
  'bias, ReLU': { build: (x) => apply(relu(), apply(convolution(), x)), left: [] },
  'bias, a slope for each channel': { build: (x) => apply(prelu([1, 2]), apply(convolution(), x)), left: [] },
  'bias, a slope for each element': { build: (x) => apply(prelu(), apply(convolution(), x)), left: [] },
  'bias, a slope for each row': {
    build: (x) => apply(prelu([2, 3]), apply(convolution(), x)),
    left: ['PReLU'],
  },
  'a limited ReLU': {
    build: (x) => apply(tf.layers.reLU({ maxValue: 1 }), apply(convolution(), x)),
    left: ['QuantizedConv2D', 'ReLU'],
  },
  'shift, approx-sign': { build: (x) => apply(signs('approx-sign'), apply(new LearnedShift(), x)), left: [] },
  'shift, approx-sign, bias, PReLU': {
    build: (x) => apply(prelu([1, 2]), apply(signs('approx-sign', 1, true), apply(new LearnedShift(), x))),
    left: [],
  },
  'shift, sign with a window, stride 2': {
    build: (x) => apply(signs({ name: 'sign', clip: 0.5 }, 2), apply(new LearnedShift(), x)),
    left: [],
  },
  'shift, a quantizer that is no sign': {
    build: (x) => apply(signs({ name: 'dorefa', bits: 2 }), apply(new LearnedShift(), x)),
    left: [],
  },
  'norm, PReLU': { build: (x) => apply(prelu([1, 2]), apply(norm(), x)), left: [] },
  'norm, a slope for each element': {
    build: (x) => apply(prelu(), apply(norm(), x)),
    left: ['BatchNormalization', 'PReLU'],
  },
  'norm, shortcut, PReLU': {
    build: (x) => apply(prelu([1, 2]), apply(tf.layers.add(), x, apply(norm(), apply(relu(), x)))),
    left: ['ReLU'],
  },
  'norm, shortcut after it, PReLU': {
    build: (x) => apply(prelu([1, 2]), apply(tf.layers.add(), apply(norm(), apply(relu(), x)), x)),
    left: ['ReLU'],
  },
  'a norm that something else reads as well': {
    build(x) {
      const y = apply(norm(), x);
      return apply(tf.layers.add(), apply(prelu([1, 2]), y), y);
    },
    left: ['BatchNormalization', 'PReLU', 'Add'],
  },
};

const images = (): tf.Tensor => tf.randomNormal([BATCH, ...SHAPE], 0.1, 1, 'float32', 3);
const oneByOne = (model: tf.LayersModel) => (x: tf.Tensor) => model.apply(x, { training: true }) as tf.Tensor;
const inBlocks = (model: tf.LayersModel) => (x: tf.Tensor) => applyInTraining(model, x);

test.each(Object.keys(CASES))('%s: value, gradients and statistics are those of the layers', (name) => {
  const { build, left } = CASES[name];
  const model = network(build);
  const expected = outcome(model, images(), oneByOne(model));
  const found = outcome(model, images(), inBlocks(model));
  expect(found[0]).toEqual(expected[0]);
  found.forEach((numbers, i) => expect([i, isClose(numbers, expected[i])]).toEqual([i, true]));
  if (hasNativeOps()) expect(called(model, () => inBlocks(model)(images()))).toEqual(left);
});

test('ranks that share a batch norm, and frozen layers, compute as they are', () => {
  const model = network(CASES['norm, shortcut, PReLU'].build);
  const alone = { counts: true, gather: (own: Float32Array) => [own], sum: () => undefined };
  const expected = withNormGroup(alone, () => outcome(model, images(), oneByOne(model)));
  expect(withNormGroup(alone, () => outcome(model, images(), inBlocks(model)))).toEqual(expected);

  const frozen = network(CASES['norm, PReLU'].build);
  const [, layer] = frozen.layers;
  const call = layer.call.bind(layer);
  layer.call = (inputs, options) => call(inputs, { ...options, training: false });
  expect(outcome(frozen, images(), inBlocks(frozen))).toEqual(outcome(frozen, images(), oneByOne(frozen)));
});

test('a network with two outputs is computed by its own method', () => {
  const inputs = tf.input({ shape: [2] });
  const outputs = [1, 2].map((units) => apply(tf.layers.dense({ units }), inputs));
  const model = tf.model({ inputs, outputs });
  expect(applyInTraining(model, tf.ones([3, 2]))).toHaveLength(2);
});
