import * as tf from '@tensorflow/tfjs';
import { quantizeInt8 } from '@bitplane/model';
import { loadBackend } from '../backend';
import { expectLife } from '../test-support/layer-life';
import { thrownBy } from '../test-support/thrown-by';
import { integers } from '../test-support/twins';
import { BinaryDense, QuantizedDense } from '.';

beforeAll(loadBackend);

test('a binary dense layer multiplies signs, and adds its bias', () => {
  const layer = new BinaryDense({ units: 2, inputShape: [3] });
  const model = tf.sequential({ layers: [layer] });
  model.setWeights([tf.tensor2d([0.5, -2, 0, 0.1, -1, -1], [3, 2]), tf.tensor1d([10, 20])]);
  const x = tf.tensor2d([[0, -3, 2]]);
  // Signs + − + times the columns + + − and − + −.
  expect([...(model.predict(x) as tf.Tensor).dataSync()]).toEqual([10 + 1 - 1 - 1, 20 - 1 - 1 - 1]);
  const gradient = tf.grad((input) => (model.apply(input) as tf.Tensor).mul([1, 10]).sum())(x);
  expect([...gradient.dataSync()].map((value) => value + 0)).toEqual([1 - 10, 0, 0]);
  const kernel = layer.kernel.read() as tf.Variable;
  const { grads } = tf.variableGrads(() => (model.apply(x) as tf.Tensor).mul([1, 10]).sum<tf.Scalar>(), [kernel]);
  expect([...grads[kernel.name].dataSync()]).toEqual([1, 0, -1, -10, 1, 10]);
});

test('an 8-bit dense layer computes with the integers and scales of the exported model', () => {
  const layer = new QuantizedDense({ units: 3, useBias: false, inputShape: [5] });
  const model = tf.sequential({ layers: [layer] });
  const { values, scales } = quantizeInt8(layer.kernel.read().transpose().dataSync<'float32'>(), 3);
  const x = integers<tf.Rank.R2>([2, 5], 8);
  const y = (model.predict(x) as tf.Tensor).dataSync();
  const rows = x.arraySync();
  rows.forEach((row, n) => {
    for (let unit = 0; unit < 3; unit++) {
      const exact = row.reduce((sum, value, k) => sum + value * values[unit * 5 + k] * scales[unit], 0);
      // Five products of up to 8 · 1, and their sums up to 40, each rounded to half of 2^-23 of its size.
      expect(Math.abs(y[n * 3 + unit] - exact)).toBeLessThan(10 * 40 * 2 ** -24);
    }
  });
});

test('the gradient of 8-bit weights is that of float ones', () => {
  const layer = new QuantizedDense({ units: 2, inputShape: [3] });
  const model = tf.sequential({ layers: [layer] });
  const kernel = layer.kernel.read() as tf.Variable;
  const { grads } = tf.variableGrads(
    () => (model.apply(tf.tensor2d([[1, 2, 3]])) as tf.Tensor).mul([1, 10]).sum<tf.Scalar>(),
    [kernel],
  );
  expect([...grads[kernel.name].dataSync()]).toEqual([1, 10, 2, 20, 3, 30]);
});

test('dense layers live in models of both kinds', async () => {
  await expectLife(() => new QuantizedDense({ units: 3, useBias: false }), [6]);
  await expectLife(() => new BinaryDense({ units: 3 }), [6]);
  await expectLife(
    () =>
      new BinaryDense({
        units: 3,
        inputQuantizer: { name: 'residual-sign', bits: 2, scale: 'frozen' },
        kernelQuantizer: { name: 'residual-sign-kernel', bits: 3 },
      }),
    [6],
  );
});

test('a dense layer asks for a row of numbers', async () => {
  const build = () => tf.sequential({ layers: [new BinaryDense({ name: 'last', units: 2, inputShape: [4, 4, 2] })] });
  const message = expect.stringMatching(
    /last: expected the input to be a row .*flatten.*got \[,? ?4, 4, 2\]/,
  ) as string;
  expect(await thrownBy(build)).toMatchObject({ code: 'E_LAYER', message });
});

test('kernels of binary layers are latent, those of 8 bits are not', () => {
  const layers = [new BinaryDense({ units: 2, inputShape: [3] }), new QuantizedDense({ units: 2 })];
  tf.sequential({ layers });
  expect(layers.map((layer) => layer.latentWeights)).toEqual([[layers[0].kernel], []]);
});
