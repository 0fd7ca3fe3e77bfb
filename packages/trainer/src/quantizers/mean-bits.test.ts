import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { createQuantizer } from '.';

beforeAll(loadBackend);

test.each(['kernel', 'input'] as const)('of a %s the elements differ in their bits', (role) => {
  const config = { name: 'mean-bits', meanBits: 1.5, seed: 9, scale: 'live' };
  const { quantize } = createQuantizer(config, { role, where: 'conv' });
  const x = tf.linspace(-1, 1, 64).reshape([1, 4, 4, 4]);
  const state = { variables: {}, training: false };
  // Two values of the elements with one bit, four of those with two.
  expect(new Set(quantize(x, state).dataSync()).size).toBe(6);
});
