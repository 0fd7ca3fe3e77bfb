import * as tf from '@tensorflow/tfjs';
import { imagesInMemory } from '@bitplane/data';
import { loadBackend } from '../backend';
import { BinaryConv2D } from '../layers';
import { lookAtActivations } from './activations';

beforeAll(loadBackend);

// Channels: always 10; 0 or 20; always 0.
const PIXELS = [10, 0, 0, 10, 20, 0, 10, 0, 0, 10, 0, 0];
const IMAGES = imagesInMemory({
  count: 2,
  height: 1,
  width: 2,
  channels: 3,
  pixels: Uint8Array.from(PIXELS),
  labels: Uint8Array.of(0, 1),
});

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

test('large images are looked at in several batches, which give the same', () => {
  const [model, layer] = networkWith('sign');
  const small = imagesInMemory({
    ...IMAGES,
    count: 4,
    pixels: Uint8Array.of(...PIXELS, 0, 0, 0, 0, 20, 9, 10, 0, 0, 10, 0, 0),
    labels: new Uint8Array(4),
  });
  const [width, height] = [300, 400];
  const wide = tf.sequential({
    layers: [tf.layers.rescaling({ scale: 1, offset: -5, inputShape: [height, width, 3] }), layer],
  });
  // Each pixel as often as in the small images.
  const large = {
    ...small,
    height,
    width,
    read: (k: number, into: Uint8Array) => {
      small.read(k, into);
      for (let at = 6; at < into.length; at *= 2) into.copyWithin(at, 0, at);
    },
  };
  expect(lookAtActivations(wide, [layer], large)).toEqual(lookAtActivations(model, [layer], small));
});

test('leaves no tensors behind', () => {
  const [model, layer] = networkWith('sign');
  lookAtActivations(model, [layer], IMAGES);
  const before = tf.memory().numTensors;
  lookAtActivations(model, [layer], IMAGES);
  expect(tf.memory().numTensors).toBe(before);
});
