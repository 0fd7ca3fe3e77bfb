import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { bothWays } from '../test-support/twins';

beforeAll(loadBackend);

/** A layer with statistics and weights of its own, the same at each call. */
function layer(shape: number[]): tf.layers.Layer {
  const channels = shape[shape.length - 1];
  const norm = tf.layers.batchNormalization({ momentum: 0.9, epsilon: 1e-3 });
  norm.build(shape);
  const values = (seed: number, mean: number) => tf.randomNormal([channels], mean, 0.3, 'float32', seed);
  norm.setWeights([values(1, 1), values(2, 0), values(3, 0), values(4, 2).abs()]);
  return norm;
}

test.each([[[9, 5, 4, 67]], [[64, 15, 15, 64]], [[300, 16]], [[1, 1, 1, 3]]])(
  'value, gradients and moving statistics of %p are those of the layer',
  (shape) => {
    const x = tf.randomNormal(shape, 3, 2, 'float32', 5);
    const outcome = bothWays((input) => layer(shape).apply(input, { training: true }) as tf.Tensor, [x]);
    const moved = bothWays(() => {
      const norm = layer(shape);
      norm.apply(x, { training: true });
      return tf.concat(norm.getWeights());
    }, []);
    for (const result of [outcome, moved]) {
      result?.native.forEach((values, i) => {
        const expected = result.twin[i];
        const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
        const error = values.reduce((largest, value, k) => Math.max(largest, Math.abs(value - expected[k])), 0);
        // Both sum in float32 by parts; values of 3 ± 2 lose at most some 20 roundings of 2⁻²⁴ each.
        expect(error / scale).toBeLessThan(20 * 2 ** -24 * 3);
      });
    }
  },
);

test('without training, the moving statistics are used', () => {
  const norm = layer([6, 4]);
  const outcome = bothWays((x) => norm.apply(x) as tf.Tensor, [tf.randomNormal([6, 4])]);
  expect(outcome?.native).toEqual(outcome?.twin);
});
