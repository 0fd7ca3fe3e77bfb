// What kinds say of themselves, against what their layers do in random models.
import { STORED_KINDS, storedElements } from '../blob/records';
import type { Layer } from '../graph';
import { run } from '../interpreter';
import { randomImages } from '../random-model/random-images';
import { randomModel } from '../random-model/random-model';
import { kindOf } from './index';

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

test('a kind that makes sums gives a range that holds them all, and no other kind makes int32', () => {
  const checked = new Set<string>();
  for (const seed of SEEDS) {
    const model = randomModel(seed);
    run(model, randomImages(model, 1, seed)[0], (layer, { element, channels, data }) => {
      const kind = kindOf(layer);
      expect([layer.name, kind.accumulatorRange !== undefined]).toEqual([layer.name, element === 'int32']);
      if (kind.accumulatorRange === undefined) return;
      checked.add(layer.kind);
      for (let c = 0; c < channels; c++) {
        const { lower, upper } = kind.accumulatorRange(layer, c);
        const sums = [...data].filter((_, k) => k % channels === c);
        expect(Math.min(...sums)).toBeGreaterThanOrEqual(lower);
        expect(Math.max(...sums)).toBeLessThanOrEqual(upper);
      }
    });
  }
  expect([...checked].sort()).toEqual(['binary-conv2d', 'int8-conv2d']);
});

test('a report is told how many planes a layer has, and whether weights have a mask', () => {
  const layers: Layer[] = SEEDS.flatMap((seed) => [...randomModel(seed).layers]);
  const details = new Set(layers.map((layer) => kindOf(layer).detail?.(layer) ?? `nothing of ${layer.kind}`));
  const expected = ['with a mask', 'nothing of binary-conv2d', 'nothing of threshold', '3 planes', '4 pairs of planes'];
  expect([...details]).toEqual(expect.arrayContaining(expected));
  expect([...details].filter((detail) => /^\d planes of up to \d+ intervals$/.test(detail))).not.toEqual([]);
});

/** Attributes of a kind are not asked for, only what it says of itself. */
const kindNamed = (kind: Layer['kind']) => kindOf({ kind, name: 'layer', inputs: [] } as unknown as Layer);

test('a kind that makes numbers lets thresholds replace what follows it, or says why they cannot', () => {
  const silent = STORED_KINDS.filter((kind) => {
    const { elementwise, inNumbers } = kindNamed(kind);
    const makesFloats = storedElements(kind)!.outputs.includes('float32');
    return makesFloats && elementwise === undefined && inNumbers === undefined;
  });
  // Thresholds replace it by pools of bits.
  expect(silent).toEqual(['max-pool']);
});

test('kinds say what makes a layer dear', () => {
  const dear = new Map<string, string>();
  const models = SEEDS.map(randomModel);
  for (const layer of models.flatMap(({ layers }) => layers)) {
    const advice = kindOf(layer).extraCost?.(layer) ?? null;
    if (advice !== null) dear.set(advice.why, advice.change);
  }
  expect([...dear.keys()].sort()).toEqual([
    expect.stringMatching(/^has a threshold per element/),
    expect.stringMatching(/^has intervals per element/),
    expect.stringMatching(/^has weights of −1, 0 and \+1/),
    expect.stringMatching(/^is padded with 0/),
  ]);
  const conv = { kind: 'binary-conv2d', padValue: 1, weights: { type: 'signs', mask: null } };
  const window = { padding: { top: 1, left: 1, bottom: 1, right: 1 } };
  const padded = { ...conv, window } as unknown as Layer;
  expect(kindOf(padded).extraCost!(padded)).toBeNull();
});
