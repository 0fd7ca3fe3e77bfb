import * as tf from '@tensorflow/tfjs';
import { imagesInMemory } from '@bitplane/data';
import { loadBackend } from '../backend';
import { BinaryConv2D } from '../layers';
import { buildNetwork } from '../networks';
import { RECIPES } from '../recipes';
import { thrownBy } from '../test-support/thrown-by';
import { adaptNetwork } from './adapt-network';

beforeAll(loadBackend);

const NUM_PIXELS = 32 * 32 * 3;
const PIXELS = Uint8Array.from({ length: 2 * NUM_PIXELS }, (_, i) => (i < NUM_PIXELS ? i % 100 : 50 + (i % 100)));
const IMAGES = imagesInMemory({
  count: 2,
  height: 32,
  width: 32,
  channels: 3,
  pixels: PIXELS,
  labels: Uint8Array.of(0, 1),
});
const cntk = RECIPES['reference-cntk'];
const build = (): tf.LayersModel => buildNetwork('reference', { seed: 1, ...RECIPES.reference });

test('a recipe without changes leaves the network as it is', () => {
  const network = build();
  expect(adaptNetwork(network, RECIPES.reference, IMAGES)).toBe(network);
});

test('reference-cntk scales the signs, subtracts the mean image and begins at the same weights', () => {
  const network = build();
  const before = network.weights.map((weight) => [weight.originalName, [...weight.read().dataSync().slice(0, 50)]]);
  const adapted = adaptNetwork(network, cntk, IMAGES);
  const layers = adapted.layers.filter((layer) => layer instanceof BinaryConv2D);
  expect(layers.map((layer) => layer.getConfig().inputQuantizer)).toEqual(
    new Array(3).fill({ name: 'residual-sign', bits: 1, scale: 'live' }),
  );
  const after = new Map(
    adapted.weights.map((weight) => [weight.originalName, [...weight.read().dataSync().slice(0, 50)]]),
  );
  for (const [name, values] of before) expect(after.get(name as string)).toEqual(values);
  const mean = adapted.getLayer('mean-image').weights[0].read().dataSync();
  // Pixel i is i mod 100 in the first image; the second one starts 72 later and 50 brighter.
  for (const i of [0, 1, 500, NUM_PIXELS - 1]) {
    expect(mean[i]).toBeCloseTo((PIXELS[i] + PIXELS[NUM_PIXELS + i]) / 2 / 256, 6);
  }
});

test('a mean image needs a sequential network', async () => {
  const input = tf.input({ shape: [32, 32, 3] });
  const functional = tf.model({ inputs: input, outputs: tf.layers.flatten().apply(input) as tf.SymbolicTensor });
  expect(await thrownBy(() => adaptNetwork(functional, cntk, IMAGES))).toMatchObject({
    code: 'E_LAYER',
    message: expect.stringContaining('tf.sequential') as string,
  });
});
