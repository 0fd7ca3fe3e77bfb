import { wholeWindow, type Layer, type Model } from '@bitplane/model';
import { applyPasses } from '../passes';
import { foldedInto } from './folded-into';

const ONE_PIXEL = wholeWindow({ height: 1, width: 1, channels: 1 });
const geometry = { filters: 4, window: ONE_PIXEL, groups: 1 } as const;
const conv: Layer = {
  ...{ kind: 'conv2d', name: 'conv', inputs: ['image'], ...geometry, weightBits: 8, bias: null },
  weights: new Float32Array(4).fill(1),
};
const last: Layer = {
  ...{ kind: 'binary-conv2d', name: 'last', inputs: ['bits'], ...geometry, padValue: 0 },
  weights: { type: 'latent', quantizer: 'sign', values: new Float32Array(16).fill(1) },
};
const pool = (input: string): Layer => ({ kind: 'max-pool', name: 'pool', inputs: [input], window: ONE_PIXEL });
const shuffle = (input: string): Layer => ({ kind: 'channel-shuffle', name: 'mix', inputs: [input], groups: 2 });
const relu = (input: string): Layer => ({ kind: 'relu', name: 'relu', inputs: [input] });

/** Exported layer: imported ones, of conv → `between` → sign → last. */
function origins(...between: Layer[]): Record<string, readonly string[]> {
  const model: Model = {
    name: 'small',
    input: { height: 1, width: 1, channels: 1 },
    layers: [
      { kind: 'normalize', name: 'image', inputs: ['input'], zeroPoints: Uint8Array.of(0), scale: 1 },
      conv,
      ...between,
      { kind: 'sign', name: 'bits', inputs: [between.at(-1)!.name] },
      last,
    ],
  };
  return Object.fromEntries(foldedInto(model, applyPasses(model)));
}

test('a threshold stands for all before the sign, a pool of its bits for the pool alone', () => {
  expect(origins(relu('conv'))).toMatchObject({ bits: ['relu', 'bits'] });
  expect(origins(relu('conv'), pool('relu'))).toMatchObject({ 'bits/unpooled': ['relu', 'bits'], bits: ['pool'] });
});

test('a shuffle of bits stands for the shuffle alone, before it a pool and a threshold for theirs', () => {
  expect(origins(relu('conv'), shuffle('relu'))).toMatchObject({ 'bits/unshuffled': ['relu', 'bits'], bits: ['mix'] });
  expect(origins(pool('conv'), relu('pool'), shuffle('relu'))).toMatchObject({
    'bits/unshuffled/unpooled': ['relu', 'bits'],
    'bits/unshuffled': ['pool'],
    bits: ['mix'],
  });
});

test('layers that lost dead channels stand for what they would without', () => {
  const dead: Layer = {
    ...{ kind: 'batch-norm', name: 'norm', inputs: ['conv'], gamma: Float64Array.of(1, 0, 1, 1), epsilon: 1e-3 },
    ...{ beta: new Float64Array(4), mean: new Float64Array(4), variance: new Float64Array(4).fill(1) },
  };
  const middle: Layer = { ...last, name: 'middle', inputs: ['first'] };
  expect(origins(dead, { kind: 'sign', name: 'first', inputs: ['norm'] }, middle, relu('middle'))).toMatchObject({
    'conv/sums/live': ['image', 'conv'],
    'first/live': ['norm', 'first'],
    'middle/live': ['middle'],
    bits: ['relu', 'bits'],
  });
});
