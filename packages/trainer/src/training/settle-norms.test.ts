import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { imagesInMemory } from '@bitplane/data';
import { QuantizedActivation } from '../layers';
import { settleNorms } from './settle-norms';

const BATCH_SIZE = 4;
/** Two batches of 1×1 images of one channel, and one image that fills no batch. */
const PIXELS = [10, 20, 30, 40, 100, 100, 200, 200, 255];
const IMAGES = imagesInMemory({
  ...{ count: PIXELS.length, height: 1, width: 1, channels: 1 },
  pixels: Uint8Array.from(PIXELS),
  labels: new Uint8Array(PIXELS.length),
});

let model: tf.LayersModel;
const moving = (): number[] =>
  model.layers[0]
    .getWeights()
    .slice(2)
    .map((weight) => weight.dataSync()[0]);

beforeAll(() => loadBackend());
beforeEach(() => {
  model = tf.sequential({ layers: [tf.layers.batchNormalization({ momentum: 0.9, inputShape: [1, 1, 1] })] });
});

test('statistics become the plain means of those of the batches', () => {
  settleNorms(model, { train: IMAGES, batchSize: BATCH_SIZE });
  const [mean, variance] = moving();
  expect(mean).toBeCloseTo((25 + 150) / 2, 3);
  // Of 4 values, with or without Bessel's correction: TensorFlow's op and its twin agree on the biased one.
  expect(variance).toBeCloseTo((125 + 2500) / 2, 1);
});

test('what the statistics were does not matter, and training goes on as before', () => {
  settleNorms(model, { train: IMAGES, batchSize: BATCH_SIZE });
  const settled = moving();
  tf.tidy(() => void model.apply(tf.fill([4, 1, 1, 1], 7), { training: true }));
  const [mean] = moving();
  expect(mean).toBeCloseTo(0.9 * settled[0] + 0.1 * 7, 3);
  settleNorms(model, { train: IMAGES, batchSize: BATCH_SIZE });
  expect(moving()).toEqual(settled);
});

test('fewer images than a batch are one batch', () => {
  settleNorms(model, { train: { ...IMAGES, count: 3 }, batchSize: BATCH_SIZE });
  expect(moving()[0]).toBeCloseTo(20, 3);
});

test('ranges of activations stay as they are, and follow batches again afterwards', () => {
  const bytes = tf.sequential({ layers: [new QuantizedActivation({ inputShape: [1, 1, 1] })] });
  const see = (value: number): void =>
    tf.tidy(() => void bytes.apply(tf.fill([4, 1, 1, 1], value), { training: true }));
  const range = (): number[] => [...bytes.getWeights()[0].dataSync()];
  see(50);
  settleNorms(bytes, { train: IMAGES, batchSize: BATCH_SIZE });
  expect(range()).toEqual([0, 50]);
  see(150);
  expect(range()[1]).toBeCloseTo(60, 4);
});
