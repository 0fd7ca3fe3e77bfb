import { kindOf, randomFloatModel, randomImages, readModel, run, seededRandom, wholeWindow } from '@bitplane/model';
import { writeModel, type Layer, type Model, type Random, type Window } from '@bitplane/model';
import { exportOnnx } from '../exporters/onnx';
import { randomBranchedModel } from '../test-support/random-branched-model';
import { firstDifferentLayer, openLayers } from '../verify/onnx-layers';
import { applyPasses, PASSES } from '.';
import { removeDeadChannels } from './remove-dead-channels';

const NAMES = PASSES.map(({ name }) => name);
const WITHOUT = NAMES.filter((name) => name !== 'remove-dead-channels');
const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

/** The model up to where the pass stands, in float64. */
const before = (model: Model): Model =>
  PASSES.slice(0, NAMES.indexOf('remove-dead-channels')).reduce((current, { apply }) => apply(current), model);

/** Some channels of some norms, or all, get gamma 0: their bits never change. */
function withDeadNorms(model: Model, random: Random): Model {
  const layers = model.layers.map((layer): Layer => {
    if (layer.kind !== 'batch-norm' || random.chance(0.3)) return layer;
    const share = random.pick([0.2, 0.5, 1]);
    return { ...layer, gamma: layer.gamma.map((gamma) => (random.chance(share) ? 0 : gamma)) };
  });
  return { ...model, layers };
}

const sizeOf = ({ layers }: Model): number =>
  layers.reduce(
    (sum, layer) => sum + ('weights' in layer && layer.kind === 'binary-conv2d' ? layer.weights.values.length : 0),
    0,
  );

test.each([
  ['chains', randomFloatModel],
  ['branches', randomBranchedModel],
] as const)(
  'random %s with norms that are dead: the same scores to the bit, before and after rounding',
  (_, modelOf) => {
    let removed = 0;
    for (const seed of SEEDS) {
      const model = withDeadNorms(modelOf(seed), seededRandom(seed));
      const whole = before(model);
      const live = removeDeadChannels(whole);
      removed += sizeOf(whole) - sizeOf(live);
      const [finished, without] = [applyPasses(model), applyPasses(model, { passes: WITHOUT })];
      expect(readModel(writeModel(finished))).toEqual(finished);
      for (const image of randomImages(model, 3, seed)) {
        expect({ seed, data: run(live, image).data }).toEqual({ seed, data: run(whole, image).data });
        expect({ seed, data: run(finished, image).data }).toEqual({ seed, data: run(without, image).data });
      }
    }
    // Branches have sums that become numbers after nearly every convolution.
    if (modelOf === randomFloatModel) expect(removed).toBeGreaterThan(0);
  },
);

const random = seededRandom(3);
const window = (size: number, padding = 0): Window => ({
  ...wholeWindow({ height: size, width: size, channels: 1 }),
  padding: { top: padding, left: padding, bottom: padding, right: padding },
});

type Parts = Partial<Extract<Layer, { kind: 'binary-conv2d' }>>;

const conv = (name: string, input: string, [from, to]: readonly [number, number], parts: Parts = {}): Layer => {
  const { window: of = window(3), groups = 1 } = parts;
  const length = (to * of.size[0] * of.size[1] * from) / groups;
  const values = Uint8Array.from({ length }, () => random.integer(0, 1));
  return {
    ...{ kind: 'binary-conv2d', name, inputs: [input], filters: to, window: of, groups, padValue: 0 },
    ...{ weights: { type: 'signs', values, mask: null }, ...parts },
  };
};

/** Channels in `dead` are always +1, or −1 where they are uneven; the others change at 0. */
const threshold = (name: string, input: string, channels: number, dead: readonly number[]): Layer => ({
  ...{ kind: 'threshold', name, inputs: [input], perElement: false, upper: null },
  lower: Int32Array.from({ length: channels }, (_, c) => (dead.includes(c) ? -(10 ** 9) : 0)),
  flip: Uint8Array.from({ length: channels }, (_, c) => (dead.includes(c) ? c % 2 : 0)),
});

const network = (...layers: Layer[]): Model => ({
  ...{ name: 'dead', input: { height: 9, width: 9, channels: 1 } },
  layers: [
    {
      ...{ kind: 'int8-conv2d', name: 'first', inputs: ['input'], filters: 6, groups: 1, window: window(1) },
      ...{ weights: Int8Array.of(1, -2, 3, -4, 5, -6), zeroPoints: Uint8Array.of(128) },
    },
    threshold('bits', 'first', 6, [1, 4]),
    ...layers,
  ],
});

/** Layer → its output's channels, after a check that scores stay. */
function liveChannels(model: Model): Record<string, number> {
  const live = removeDeadChannels(model);
  const channels: Record<string, number> = {};
  for (const image of randomImages(model, 4, 1)) {
    const { data } = run(live, image, ({ name }, tensor) => (channels[name] = tensor.channels));
    expect([...data]).toEqual([...run(model, image).data]);
  }
  return channels;
}

test('a binary convolution loses the channel and the filter before it; bounds lose what it added', () => {
  const model = network(conv('a', 'bits', [6, 4]), threshold('b', 'a', 4, []), conv('c', 'b', [4, 2]));
  expect(liveChannels(model)).toEqual({ 'first/live': 4, 'bits/live': 4, 'a/live': 4, b: 4, c: 2 });
});

test.each([
  ['0: not the same at the border', 0, 6],
  ['+1: a channel of +1 is, one of −1 is not', 1, 5],
  ['−1: the other way round', -1, 5],
] as const)('padded with %s', (_, padValue, expected) => {
  const padded = conv('a', 'bits', [6, 4], { window: window(3, 1), padValue });
  const channels = liveChannels(network(padded, threshold('b', 'a', 4, []), conv('c', 'b', [4, 2])));
  expect(channels['bits/live'] ?? channels.bits).toBe(expected);
});

test('padded with 0 where thresholds are per element: each loses what its pixel lost', () => {
  const padded = conv('a', 'bits', [6, 4], { window: window(3, 1) });
  const perElement: Layer = {
    ...{ kind: 'threshold', name: 'b', inputs: ['a'], perElement: true, upper: null },
    ...{ lower: Int32Array.from({ length: 81 * 4 }, () => random.integer(-9, 9)), flip: new Uint8Array(81 * 4) },
  };
  expect(liveChannels(network(padded, perElement, conv('c', 'b', [4, 2])))['bits/live']).toBe(4);
});

test('through pools, joins and enlarged images', () => {
  const model = network(
    {
      kind: 'bit-max-pool',
      name: 'pool',
      inputs: ['bits'],
      window: window(2),
      minimum: Uint8Array.of(0, 1, 0, 1, 0, 1),
    },
    conv('again', 'bits', [6, 6], { window: window(1) }),
    threshold('other', 'again', 6, [0]),
    { kind: 'bit-max-pool', name: 'pool2', inputs: ['other'], window: window(2), minimum: new Uint8Array(6) },
    { kind: 'concat', name: 'both', inputs: ['pool', 'pool2'] },
    { kind: 'upsample', name: 'large', inputs: ['both'], factors: [2, 1] },
    conv('a', 'large', [12, 4]),
    threshold('b', 'a', 4, []),
    conv('c', 'b', [4, 2]),
  );
  const channels = liveChannels(model);
  expect(channels).toMatchObject({ 'bits/live': 4, 'again/live': 5, 'other/live': 5 });
  expect(channels).toMatchObject({ 'pool/live': 4, 'pool2/live': 5, 'both/live': 9, 'large/live': 9, 'a/live': 4 });
});

test('sums that two thresholds read lose a filter only where neither needs it', () => {
  const model = network(
    threshold('other', 'first', 6, [1]),
    { kind: 'concat', name: 'both', inputs: ['bits', 'other'] },
    conv('a', 'both', [12, 4]),
    threshold('b', 'a', 4, []),
    conv('c', 'b', [4, 2]),
  );
  const channels = liveChannels(model);
  expect(channels).toMatchObject({ 'first/live': 5, 'bits/live': 5, 'other/live': 5, 'both/live': 10 });
});

test('a depthwise convolution loses its channel where all it makes is constant', () => {
  const model = network(
    conv('depthwise', 'bits', [6, 12], { groups: 6 }),
    threshold('b', 'depthwise', 12, []),
    conv('c', 'b', [12, 4]),
    threshold('d', 'c', 4, []),
    conv('e', 'd', [4, 2]),
  );
  const channels = liveChannels(model);
  expect(channels).toMatchObject({ 'bits/live': 4, 'depthwise/live': 8, 'b/live': 8, 'c/live': 4, e: 2 });
});

test('a channel that somebody else needs stays: scores, a shuffle', () => {
  const scores = network(conv('a', 'bits', [6, 2], { window: window(9) }));
  expect(removeDeadChannels(scores)).toBe(scores);
  const shuffled = network(
    { kind: 'channel-shuffle', name: 'mixed', inputs: ['bits'], groups: 3 },
    conv('a', 'mixed', [6, 4]),
    threshold('b', 'a', 4, []),
    conv('c', 'b', [4, 2]),
  );
  expect(removeDeadChannels(shuffled)).toBe(shuffled);
});

test('all channels dead: one stays, and so on down the network', () => {
  const model = network(
    conv('a', 'bits', [6, 4]),
    threshold('b', 'a', 4, [0, 1, 2, 3]),
    conv('c', 'b', [4, 3]),
    threshold('d', 'c', 3, []),
    conv('e', 'd', [3, 2], { window: window(1) }),
    threshold('f', 'e', 2, []),
    conv('g', 'f', [2, 2], { window: window(1) }),
  );
  const channels = liveChannels(model);
  // What the filter that stays reads stays as well.
  expect(channels).toMatchObject({ 'first/live': 4, 'bits/live': 4, 'a/live': 1, 'b/live': 1, 'c/live': 1, g: 2 });
});

test('a multi-threshold: a channel goes where all its planes are constant, with masks and groups as they are', () => {
  const planes: Layer = {
    ...{ kind: 'multi-threshold', name: 'planes', inputs: ['first'], perElement: false, planes: 2, intervals: 1 },
    lower: Int32Array.of(-(10 ** 6), 0, 0, 1, 0, 0, 1, 50, 1, 0, 0, 0),
    upper: Int32Array.of(10 ** 6, 9, 9, 0, 9, 9, 0, 99, 0, 9, 9, 9),
  };
  const mask = Uint8Array.from({ length: 4 * 9 * 12 }, () => random.integer(0, 1));
  const weights = { type: 'signs', values: mask.map((bit) => bit & random.integer(0, 1)), mask } as const;
  const { layers, ...rest } = network(planes, conv('a', 'planes', [12, 4], { weights }), threshold('b', 'a', 4, []));
  const model = { ...rest, layers: [...layers.filter(({ name }) => name !== 'bits'), conv('c', 'b', [4, 2])] };
  expect(liveChannels(model)).toMatchObject({ 'first/live': 5, 'planes/live': 10, 'a/live': 4 });
});

test('what is left runs in onnxruntime, layer by layer, and its products are fewer', async () => {
  const { layers, ...rest } = network(conv('a', 'bits', [6, 4]), threshold('b', 'a', 4, [2]), conv('c', 'b', [4, 2]));
  const model: Model = {
    ...rest,
    layers: [...layers, { kind: 'average-pool', name: 'mean', inputs: ['c'], element: 'float64', window: window(5) }],
  };
  const finished = applyPasses(model);
  expect(finished.layers.map(({ name }) => name)).toContain('a/live');
  expect(kindOf(finished.layers[1]).kind).toBe('threshold');
  const session = await openLayers(finished, exportOnnx(finished));
  for (const [index, image] of randomImages(finished, 3, 1).entries())
    expect(await firstDifferentLayer(session, finished, image, index)).toBeNull();
  await session.session.release();
});
