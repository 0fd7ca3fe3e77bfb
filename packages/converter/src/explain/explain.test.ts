import { randomFloatModel, type Model } from '@bitplane/model';
import { applyPasses } from '../passes';
import type { Remark } from '../passes/remark';
import { importDraft } from '../test-support/import-draft';
import { LayersModelDraft } from '../test-support/layers-model-files';
import { NETWORKS } from '../test-support/networks';
import { binaryResNet } from '../test-support/networks/functional';
import { binaryConv, firstConv, globalAverage, norm, outputScale } from '../test-support/networks/parts';
import { pool, rescale, type Part } from '../test-support/networks/parts';
import { randomBranchedModel } from '../test-support/random-branched-model';
import { explain, type Explanation } from './explain';
import { explanationTable } from './table';

function explained(model: Model, passes?: readonly string[]): Explanation[] {
  const remarks: Remark[] = [];
  const finished = applyPasses(model, { passes, report: (remark) => remarks.push(remark) });
  return explain(finished, remarks);
}

/** Names of the layers with that reason. */
const namesOf = (explanations: readonly Explanation[], why: RegExp): string[] =>
  explanations.filter((each) => why.test(each.why)).flatMap(({ layers }) => layers.map(({ layer }) => layer.name));

const MODELS: [string, () => Model][] = [
  ...NETWORKS.map(([name, draftOf]): [string, () => Model] => [name, () => importDraft(draftOf(1))]),
  ...Array.from({ length: 20 }, (_, seed): [string, () => Model] => [`chain ${seed}`, () => randomFloatModel(seed)]),
  ...Array.from({ length: 20 }, (_, seed): [string, () => Model] => [
    `branches ${seed}`,
    () => randomBranchedModel(seed),
  ]),
];

test.each(MODELS)('%s: every layer of floats has one reason, a change, bytes and a time', (_, modelOf) => {
  const model = modelOf();
  for (const passes of [undefined, []]) {
    const finished = applyPasses(model, { passes });
    const explanations = explained(model, passes);
    const layers = explanations.flatMap((each) => each.layers);
    const names = layers.map(({ layer }) => layer.name);
    expect(new Set(names).size).toBe(names.length);
    const floats = finished.layers.filter((layer) => 'element' in layer && layer.element === 'float32');
    expect(names).toEqual(expect.arrayContaining(floats.map(({ name }) => name)));
    for (const { why, change } of explanations) expect([why, change]).not.toContain('');
    for (const { activations, microseconds } of layers) {
      expect(activations).toBeGreaterThan(0);
      expect(microseconds).toBeGreaterThan(0);
    }
  }
});

test('a network with shortcuts: norms, slopes and signs after them, and who needs the numbers before', () => {
  const explanations = explained(importDraft(binaryResNet(1)));
  const shortcut = namesOf(explanations, /^block0_add \(add\) adds the numbers of two branches$/);
  expect(shortcut).toEqual(expect.arrayContaining(['block0_add']));
  const twice = namesOf(explanations, /is read by .* and .*: its numbers are needed anyway/);
  expect(twice.length).toBeGreaterThan(0);
  expect(namesOf(explanations, /no sign follows: scores are numbers/)).toContain('dense');
});

const image = (first: Part): LayersModelDraft => new LayersModelDraft(1, 8).add(...rescale).add(...first);

test('an image layer of floats, a mean before a sign, a convolution whose input is no sign', () => {
  const floats = { kernel_size: [3, 3], strides: [1, 1], padding: 'same', use_bias: false };
  const draft = image(['Conv2D', { name: 'stem', filters: 4, ...floats }, { kernel: [3, 3, 3, 4] }])
    .add(...pool('Average', 'mean', 2))
    .add(...binaryConv('conv2', [4, 4]))
    .add(...norm('norm2', 4))
    .add('Conv2D', { name: 'late', filters: 10, ...floats }, { kernel: [3, 3, 4, 10] })
    .add(...globalAverage)
    .add(...outputScale);
  const explanations = explained(importDraft(draft));
  expect(namesOf(explanations, /weights of a layer that reads bytes are not of 8 bits/)).toEqual(['stem']);
  expect(namesOf(explanations, /mean \(average-pool\) makes means/)).toContain('mean');
  expect(namesOf(explanations, /its input, norm2 \(\S+\), is no sign, and its weights are floats/)).toEqual(['late']);
  expect(namesOf(explanations, /is padded with 0/)).toEqual(['conv2/sums']);
});

test('a network whose chains are all fused: its scores alone', () => {
  const draft = image(firstConv('conv1', 4))
    .add(...binaryConv('conv2', [4, 10], { more: { pad_value: 1 } }))
    .add(...globalAverage);
  const explanations = explained(importDraft(draft));
  expect(explanations.map(({ why }) => why)).toEqual(['no sign follows: scores are numbers']);
  expect(explanationTable([])).toMatch(/every layer is in bits and integers/);
});

test('without fuse-thresholds, signs and what comes before them say that no pass was to replace them', () => {
  const draft = image(firstConv('conv1', 4))
    .add(...binaryConv('conv2', [4, 10]))
    .add(...globalAverage);
  const names = namesOf(explained(importDraft(draft), []), /no pass was to replace it/);
  expect(names).toEqual(['conv1', 'conv2/input']);
});

test('the table has every layer, its reason and what would change it, in at most 120 columns', () => {
  const explanations = explained(importDraft(binaryResNet(1)));
  const table = explanationTable(explanations);
  for (const { layers, why, change } of explanations) {
    for (const { layer } of layers) expect(table).toContain(layer.name);
    const words = (text: string) => text.replaceAll(/[\s│]+/g, ' ');
    expect(words(table)).toContain(`why: ${why}`);
    expect(words(table)).toContain(`change: ${change}`);
  }
  expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
});
