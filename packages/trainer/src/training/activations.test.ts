import * as tf from '@tensorflow/tfjs';
import type { LabelledImages } from '@bitplane/data';
import { loadBackend } from '../backend';
import { BinaryConv2D } from '../layers';
import { lookAtActivations } from './activations';

beforeAll(loadBackend);

const IMAGES: LabelledImages = {
  count: 2,
  height: 1,
  width: 2,
  channels: 3,
  // Channels: always 10; 0 or 20; always 0.
  pixels: Uint8Array.of(10, 0, 0, 10, 20, 0, 10, 0, 0, 10, 0, 0),
  labels: Uint8Array.of(0, 1),
};

/** Images minus 5, then a binary convolution. */
function networkWith(inputQuantizer: string): [tf.LayersModel, BinaryConv2D] {
  const layer = new BinaryConv2D({ filters: 1, kernelSize: 1, inputQuantizer });
  const rescale = tf.layers.rescaling({ scale: 1, offset: -5, inputShape: [1, 2, 3] });
  return [tf.sequential({ layers: [rescale, layer] }), layer];
}

test('counts signs and channels that never change', () => {
  const [model, layer] = networkWith('sign');
  const [seen] = lookAtActivations(model, [layer], IMAGES);
  expect(seen).toMatchObject({ channels: 3, deadChannels: 2 });
  expect(seen.activationsPlus).toBeCloseTo(5 / 12, 12);
});

test('a learned shift counts', () => {
  const [model, layer] = networkWith('react-sign');
  const shift = layer.weights.find(({ name }) => name.includes('input_shift'))!;
  shift.write(tf.tensor1d([-100, -100, -100]));
  expect(lookAtActivations(model, [layer], IMAGES)).toEqual([{ activationsPlus: 1, channels: 3, deadChannels: 3 }]);
});

test('leaves no tensors behind', () => {
  const [model, layer] = networkWith('sign');
  lookAtActivations(model, [layer], IMAGES);
  const before = tf.memory().numTensors;
  lookAtActivations(model, [layer], IMAGES);
  expect(tf.memory().numTensors).toBe(before);
});
