import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { hasNativeOps } from './op';
import { withNormGroup, type NormGroup } from './shared-batch-norm';

beforeAll(loadBackend);

const CHANNELS = 5;
const rowsOf = (rows: number, seed: number): tf.Tensor2D => tf.randomNormal([rows, CHANNELS], 2, 3, 'float32', seed);

function makeLayer(): tf.layers.Layer {
  const norm = tf.layers.batchNormalization({ momentum: 0.9 });
  norm.build([null, CHANNELS]);
  return norm;
}

const train = (layer: tf.layers.Layer, x: tf.Tensor): tf.Tensor => layer.apply(x, { training: true }) as tf.Tensor;

/** A group in which the other ranks gave this. `sent` gets what this rank gives. */
const groupWith = (others: readonly Float32Array[], sent: Float32Array[] = [], counts = true): NormGroup => ({
  counts,
  gather(own) {
    sent.push(own.slice());
    return [own, ...others];
  },
  sum: () => undefined,
});

const largestDifference = (a: tf.Tensor, b: tf.Tensor): number => a.sub(b).abs().max().dataSync()[0];

/** Some 20 roundings of values below 10. */
const TOLERANCE = 20 * 10 * 2 ** -24;

test('a rank normalises its rows by the statistics of all, which also move the layer’s', () => {
  if (!hasNativeOps()) return;
  const [own, other] = [rowsOf(7, 1), rowsOf(12, 2)];
  const sent: Float32Array[] = [];
  withNormGroup(groupWith([], sent), () => train(makeLayer(), other));
  const shared = makeLayer();
  const y = withNormGroup(groupWith(sent), () => train(shared, own));
  const whole = makeLayer();
  const expected = train(whole, tf.concat([own, other]));
  expect(largestDifference(y, expected.slice([0, 0], [7, CHANNELS]))).toBeLessThan(TOLERANCE);
  shared.getWeights().forEach((weight, i) => {
    expect(largestDifference(weight, whole.getWeights()[i])).toBeLessThan(TOLERANCE);
  });
});

test('alone in its group, gradients are those of a batch norm of its own', () => {
  if (!hasNativeOps()) return;
  const x = rowsOf(9, 3);
  const weights = rowsOf(9, 4);
  const gradient = (group: NormGroup | null): tf.Tensor =>
    withNormGroup(group, () => tf.grad((input) => train(makeLayer(), input).mul(weights).sum())(x));
  expect(largestDifference(gradient(groupWith([])), gradient(null))).toBeLessThan(TOLERANCE);
});

test('a rank whose rows do not count has no influence, and gets no gradient', () => {
  if (!hasNativeOps()) return;
  const [own, other] = [rowsOf(4, 5), rowsOf(12, 6)];
  const sent: Float32Array[] = [];
  const moved = makeLayer();
  withNormGroup(groupWith([], sent), () => train(moved, other));
  const group = groupWith(sent, [], false);
  const layer = makeLayer();
  withNormGroup(group, () => train(layer, own));
  layer.getWeights().forEach((weight, i) => {
    expect(largestDifference(weight, moved.getWeights()[i])).toBeLessThan(TOLERANCE);
  });
  const gradient = withNormGroup(group, () => tf.grad((input) => train(makeLayer(), input).mul(0).sum())(own));
  expect(gradient.abs().max().dataSync()[0]).toBe(0);
});
