// Memory stays flat over epochs: tensors to the last one, the process's memory within what allocators keep.
import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { makeNetworkStep } from '../bench/network-step';

beforeAll(loadBackend);

const STEPS_PER_EPOCH = 6;
const MEBIBYTE = 2 ** 20;

test('five epochs of the reference network leave no tensor behind, and no memory', () => {
  const step = makeNetworkStep('reference', 8);
  const epoch = () => {
    for (let i = 0; i < STEPS_PER_EPOCH; i++) step.run();
    return { tensors: tf.memory().numTensors, rss: process.memoryUsage.rss() };
  };
  // The first two fill caches: kernels of TensorFlow, scratch memory, compiled JavaScript.
  epoch();
  const begin = epoch();
  const epochs = Array.from({ length: 3 }, epoch);
  expect(epochs.map(({ tensors }) => tensors)).toEqual([begin.tensors, begin.tensors, begin.tensors]);
  // A step's activations of 8 images take 12 MB: one tensor of conv1 lost in each step would add 2 MB · 18.
  expect(epochs[2].rss - begin.rss).toBeLessThan(30 * MEBIBYTE);
}, 60_000);
