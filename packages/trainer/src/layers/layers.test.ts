import * as tf from '@tensorflow/tfjs';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { loadBackend } from '../backend';
import { loadModel, saveModel } from '../model-files';
import { thrownBy } from '../test-support/thrown-by';
import {
  BinaryConv2D,
  BinaryDense,
  BinaryDepthwiseConv2D,
  LearnedShift,
  OutputScale,
  QuantizedConv2D,
  QuantizedDense,
} from '.';

beforeAll(loadBackend);

const integerImage = (shape: [number, number, number, number]): tf.Tensor4D =>
  tf.tensor4d(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => ((i * 7) % 11) - 5),
    shape,
  );

test('a saved network comes back with the same answers, and its binary and 8-bit layers with their attributes', async () => {
  const model = tf.sequential({
    layers: [
      new QuantizedConv2D({
        name: 'first',
        filters: 4,
        kernelSize: [3, 2],
        strides: 2,
        padding: 'valid',
        inputShape: [9, 8, 3],
      }),
      new BinaryConv2D({
        name: 'second',
        filters: 6,
        kernelSize: 3,
        padValue: -1,
        groups: 2,
        dilationRate: 2,
        useBias: false,
      }),
      tf.layers.prelu({ name: 'slopes', alphaInitializer: 'glorotUniform' }),
      tf.layers.globalAveragePooling2d({ name: 'average' }),
      new OutputScale({ name: 'scale', initialScale: 0.5 }),
    ],
  });
  const folder = temporaryFolder();
  saveModel(model, folder);
  const loaded = await loadModel(folder);
  const image = integerImage([2, 9, 8, 3]);
  const answers = (network: tf.LayersModel) => [...(network.predict(image) as tf.Tensor).dataSync()];
  expect(answers(loaded)).toEqual(answers(model));
  expect(loaded.layers.map((layer) => layer.getConfig())).toEqual(model.layers.map((layer) => layer.getConfig()));
  expect(loaded.weights.map((weight) => weight.originalName)).toContain('second/kernel');
});

test.each<[string, () => tf.layers.Layer, RegExp]>([
  ['stride', () => new BinaryConv2D({ filters: 1, kernelSize: 3, stride: 2 } as never), /did you mean "strides"\?$/],
  ['kernelsize', () => new QuantizedConv2D({ filters: 1, kernelsize: 3 } as never), /did you mean "kernelSize"\?$/],
  ['padvalue', () => new BinaryDepthwiseConv2D({ kernelSize: 3, padvalue: 1 } as never), /did you mean "padValue"\?$/],
  ['unit', () => new BinaryDense({ unit: 3 } as never), /did you mean "units"\?$/],
  ['activation', () => new QuantizedDense({ units: 3, activation: 'relu' } as never), /got "activation"$/],
  ['scale', () => new OutputScale({ scale: 2 } as never), /got "scale"$/],
  ['initial', () => new LearnedShift({ initial: 2 } as never), /expected no attributes of its own, got "initial"$/],
])('an attribute %s that the layer does not have is rejected', async (_, build, message) => {
  expect(await thrownBy(build)).toMatchObject({
    code: 'E_LAYER',
    message: expect.stringMatching(message) as string,
  });
});

test("a user's class made from one of ours may take more", () => {
  class Wide extends BinaryConv2D {}
  expect(() => new Wide({ filters: 1, kernelSize: 3, width: 2 } as never)).not.toThrow();
});

test.each([0, 1, -1] as const)('a border tap of a binary convolution contributes the pad value %i', (padValue) => {
  const layer = new BinaryConv2D({
    filters: 1,
    kernelSize: 3,
    padValue,
    kernelInitializer: tf.initializers.ones(),
    inputShape: [2, 2, 1],
  });
  const image = tf.tensor4d([1, 1, 1, 1], [1, 2, 2, 1]);
  // Each output of a 2×2 image sees 4 taps inside and 5 outside.
  expect([...(tf.sequential({ layers: [layer] }).predict(image) as tf.Tensor).dataSync()]).toEqual(
    [1, 1, 1, 1].map(() => 4 + 5 * padValue),
  );
});

test('padding `same` puts the extra row at the bottom and right, as TensorFlow does', () => {
  const layer = new BinaryConv2D({
    filters: 1,
    kernelSize: 2,
    padValue: -1,
    kernelInitializer: tf.initializers.ones(),
    inputShape: [2, 2, 1],
  });
  const output = tf.sequential({ layers: [layer] }).predict(tf.ones([1, 2, 2, 1])) as tf.Tensor;
  expect([...output.dataSync()]).toEqual([4, 0, 0, -2]);
});

test('groups do not see each other', () => {
  const layer = new BinaryConv2D({
    filters: 2,
    kernelSize: 1,
    groups: 2,
    kernelInitializer: tf.initializers.ones(),
    inputShape: [1, 1, 4],
  });
  const output = tf.sequential({ layers: [layer] }).predict(tf.tensor4d([1, 1, 1, -1], [1, 1, 1, 4])) as tf.Tensor;
  expect([...output.dataSync()]).toEqual([2, 0]);
});

test('the convolution learns: both its kernel and its input get a gradient', () => {
  const layer = new BinaryConv2D({ filters: 3, kernelSize: 3, inputShape: [5, 5, 2] });
  const model = tf.sequential({ layers: [layer] });
  const image = integerImage([1, 5, 5, 2]).div<tf.Tensor4D>(5);
  const kernel = layer.kernel.read() as tf.Variable;
  const { grads } = tf.variableGrads(
    () => (model.apply(image, { training: true }) as tf.Tensor).square().sum<tf.Scalar>(),
    [kernel],
  );
  expect(grads[kernel.name].abs().sum().dataSync()[0]).toBeGreaterThan(0);
  const dx = tf.grad((x) => (model.apply(x, { training: true }) as tf.Tensor).square().sum())(image);
  expect(dx.abs().sum().dataSync()[0]).toBeGreaterThan(0);
});

test.each([
  ['filters', () => new BinaryConv2D({ name: 'conv', filters: 0, kernelSize: 3 })],
  ['kernelSize', () => new QuantizedConv2D({ name: 'conv', filters: 1, kernelSize: [3, 1.5] })],
  ['padding', () => new BinaryConv2D({ name: 'conv', filters: 1, kernelSize: 3, padding: 'full' as 'same' })],
  ['padding', () => new BinaryConv2D({ name: 'conv', filters: 1, kernelSize: 3, padding: [1, -1] })],
  ['padValue', () => new BinaryConv2D({ name: 'conv', filters: 1, kernelSize: 3, padValue: 2 as 1 })],
  ['kernelBits', () => new QuantizedConv2D({ name: 'conv', filters: 1, kernelSize: 3, kernelBits: 4 as 8 })],
  ['inputQuantizer', () => new BinaryConv2D({ name: 'conv', filters: 1, kernelSize: 3, inputQuantizer: 'tanh' })],
  [
    'groups',
    () =>
      tf.sequential({
        layers: [new BinaryConv2D({ name: 'conv', filters: 4, kernelSize: 1, groups: 3, inputShape: [4, 4, 4] })],
      }),
  ],
])('an impossible %s is rejected with the layer’s name', async (attribute, build) => {
  const message = expect.stringMatching(new RegExp(`conv.*${attribute}`)) as string;
  expect(await thrownBy(build)).toMatchObject({ code: 'E_LAYER', message });
});
