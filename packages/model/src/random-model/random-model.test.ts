import { STORED_KINDS } from '../blob/records';
import { writeModel } from '../blob/write';
import { inferTypes, run } from '../interpreter';
import type { Layer, Model } from '../graph';
import { randomFloatModel } from './random-float-model';
import { randomImages } from './random-images';
import { randomModel } from './random-model';

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);
const MODELS = SEEDS.map(randomModel);

const layersOf = (models: readonly Model[]): Layer[] => models.flatMap(({ layers }) => [...layers]);
const kindsOf = (models: readonly Model[]): string[] => [...new Set(layersOf(models).map(({ kind }) => kind))].sort();

test('equal seeds give equal models and images, others do not', () => {
  expect(randomModel(3)).toEqual(randomModel(3));
  expect(randomModel(3).layers).not.toEqual(randomModel(4).layers);
  expect(randomFloatModel(3)).toEqual(randomFloatModel(3));
  expect(randomImages(randomModel(3), 2, 7)).toEqual(randomImages(randomModel(3), 2, 7));
});

test('run-time models hold all kinds of a file, can be written, and end in float32', () => {
  expect(kindsOf(MODELS)).toEqual([...STORED_KINDS].sort());
  for (const model of MODELS) {
    expect([...inferTypes(model).values()].at(-1)?.element).toBe('float32');
    expect(() => writeModel(model)).not.toThrow();
  }
});

test('run-time models hold masks, concats of both element types and planes of several bits', () => {
  const layers = layersOf(MODELS);
  const has = (test: (layer: Layer) => boolean) => layers.some(test);
  expect(has((layer) => layer.kind === 'binary-conv2d' && layer.weights.type === 'signs' && !!layer.weights.mask)).toBe(
    true,
  );
  expect(has((layer) => layer.kind === 'residual-sign' && layer.scales.length > 2)).toBe(true);
  const joined = MODELS.flatMap((model) => {
    const types = inferTypes(model);
    return model.layers.filter(({ kind }) => kind === 'concat').map(({ name }) => types.get(name)!.element);
  });
  expect([...new Set(joined)].sort()).toEqual(['bits', 'float32']);
});

test('real numbers of run-time models stay finite, and signs meet zeros of both signs', () => {
  let [numZeros, numNegativeZeros] = [0, 0];
  for (const [seed, model] of MODELS.entries()) {
    for (const image of randomImages(model, 2, seed)) {
      run(model, image, ({ name, kind }, { element, data }) => {
        if (element !== 'float32') return;
        expect({ seed, name, isFinite: data.every(Number.isFinite) }).toEqual({ seed, name, isFinite: true });
        if (kind !== 'affine') return;
        numZeros += data.filter((value) => Object.is(value, 0)).length;
        numNegativeZeros += data.filter((value) => Object.is(value, -0)).length;
      });
    }
  }
  expect(Math.min(numZeros, numNegativeZeros)).toBeGreaterThan(100);
});

test('float models hold all kinds of an import and end in float64', () => {
  const models = SEEDS.map(randomFloatModel);
  const kinds = [
    'affine',
    'average-pool',
    'batch-norm',
    'binary-conv2d',
    'clip',
    'conv2d',
    'max-pool',
    'normalize',
    'prelu',
    'relu',
    'sign',
  ];
  expect(kindsOf(models)).toEqual(kinds);
  for (const model of models) expect([...inferTypes(model).values()].at(-1)?.element).toBe('float64');
});

test('batch norms of float models meet sums that fall exactly on the threshold', () => {
  let numTies = 0;
  for (const seed of SEEDS) {
    const model = randomFloatModel(seed);
    run(model, randomImages(model, 1, seed)[0], ({ kind }, { data }) => {
      if (kind === 'batch-norm') numTies += [...data].filter((value) => value === 0).length;
    });
  }
  expect(numTies).toBeGreaterThan(1000);
});
