import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { expectLife } from '../test-support/layer-life';
import { integers } from '../test-support/twins';
import { LearnedShift, OutputScale, QuantizedConv2D } from '.';

beforeAll(loadBackend);

const image = (): tf.Tensor4D => integers<tf.Rank.R4>([2, 3, 4, 2], 1);

/** y, ∂L/∂x and ∂L/∂weight of L = Σ 3·y for a layer whose weight is [5, −2]. */
function withWeight(layer: tf.layers.Layer) {
  const model = tf.sequential({ layers: [layer] });
  model.setWeights([tf.tensor1d([5, -2])]);
  const weight = layer.weights[0].read() as tf.Variable;
  const loss = (x: tf.Tensor): tf.Scalar => (model.apply(x) as tf.Tensor).mul(3).sum<tf.Scalar>();
  const { grads } = tf.variableGrads(() => loss(image()), [weight]);
  return {
    y: [...(model.predict(image()) as tf.Tensor).dataSync()],
    dx: [
      ...tf
        .grad((x) => loss(x))(image())
        .dataSync(),
    ],
    dWeight: [...grads[weight.name].dataSync()],
  };
}

test('a learned shift adds one number to each channel', () => {
  const { y, dx, dWeight } = withWeight(new LearnedShift({ inputShape: [3, 4, 2] }));
  expect(y).toEqual([...image().dataSync()].map((x, i) => x + [5, -2][i % 2]));
  expect(dx).toEqual(new Array(48).fill(3));
  expect(dWeight).toEqual([3 * 24, 3 * 24]);
});

test('an output scale multiplies each channel by one number', () => {
  const { y, dx, dWeight } = withWeight(new OutputScale({ inputShape: [3, 4, 2] }));
  const values = [...image().dataSync()];
  expect(y).toEqual(values.map((x, i) => x * [5, -2][i % 2]));
  expect(dx).toEqual(values.map((_, i) => 3 * [5, -2][i % 2]));
  expect(dWeight).toEqual([0, 1].map((c) => 3 * values.reduce((sum, x, i) => sum + (i % 2 === c ? x : 0), 0)));
});

test('before training a shift is 0, a scale what it was made with', () => {
  const first = (layer: tf.layers.Layer): number[] => {
    tf.sequential({ layers: [layer] });
    return [...layer.getWeights()[0].dataSync()];
  };
  expect(first(new LearnedShift({ inputShape: [3] }))).toEqual([0, 0, 0]);
  expect(first(new OutputScale({ initialScale: 0.5, inputShape: [2] }))).toEqual([0.5, 0.5]);
});

test('shift, scale, 8-bit convolution and both kinds of PReLU live in models of both kinds', async () => {
  await expectLife(() => new LearnedShift(), [5, 4, 2]);
  await expectLife(() => new OutputScale({ initialScale: 0.25 }), [6]);
  await expectLife(() => new QuantizedConv2D({ filters: 2, kernelSize: 3, strides: 2, dilationRate: 2 }), [5, 4, 2]);
  await expectLife(() => tf.layers.prelu({ alphaInitializer: 'ones', sharedAxes: [1, 2] }), [5, 4, 2]);
  await expectLife(() => tf.layers.prelu({ alphaInitializer: 'ones' }), [5, 4, 2]);
});
