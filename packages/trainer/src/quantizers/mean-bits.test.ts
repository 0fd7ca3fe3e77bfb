import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { createQuantizer } from '.';
import { meanBitsMap } from './mean-bits';

beforeAll(loadBackend);

const mean = (map: Float32Array): number => map.reduce((sum, bits) => sum + bits, 0) / map.length;

test.each([1, 1.4, 2.75, 3.999, 4])('the map has a mean of %f, made of the two integers around it', (wanted) => {
  for (const numElements of [1, 7, 1152]) {
    const map = meanBitsMap(numElements, wanted, 5);
    expect(Math.abs(mean(map) - wanted)).toBeLessThanOrEqual(0.5 / numElements);
    for (const bits of map) expect([Math.floor(wanted), Math.ceil(wanted)]).toContain(bits);
  }
});

test('a seed has one map, and another seed another', () => {
  expect(meanBitsMap(100, 1.5, 1)).toEqual(meanBitsMap(100, 1.5, 1));
  expect(meanBitsMap(100, 1.5, 1)).not.toEqual(meanBitsMap(100, 1.5, 2));
});

test.each(['kernel', 'input'] as const)('of a %s the elements differ in their bits', (role) => {
  const config = { name: 'mean-bits', meanBits: 1.5, seed: 9, scale: 'live' };
  const { quantize } = createQuantizer(config, { role, where: 'conv' });
  const x = tf.linspace(-1, 1, 64).reshape([1, 4, 4, 4]);
  const state = { variables: {}, training: false };
  // Two values of the elements with one bit, four of those with two.
  expect(new Set(quantize(x, state).dataSync()).size).toBe(6);
});
