import { inferTypes, run } from '../interpreter';
import type { Layer, Model } from '../graph';
import { randomFloatModel } from './random-float-model';
import { randomImages } from './random-images';
import { randomModel } from './random-model';

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

const layersOf = (models: readonly Model[]): Layer[] => models.flatMap(({ layers }) => [...layers]);
const kindsOf = (models: readonly Model[]): string[] => [...new Set(layersOf(models).map(({ kind }) => kind))].sort();

test('equal seeds give equal models and images, others do not', () => {
  expect(randomModel(3)).toEqual(randomModel(3));
  expect(randomModel(3).layers).not.toEqual(randomModel(4).layers);
  expect(randomFloatModel(3)).toEqual(randomFloatModel(3));
  expect(randomImages(randomModel(3), 2, 7)).toEqual(randomImages(randomModel(3), 2, 7));
});

test('run-time models hold all kinds of a file and end in float32', () => {
  const models = SEEDS.map(randomModel);
  expect(kindsOf(models)).toEqual(
    ['affine', 'average-pool', 'binary-conv2d', 'bit-max-pool', 'int8-conv2d', 'prelu', 'relu', 'threshold'].sort(),
  );
  for (const model of models) expect([...inferTypes(model).values()].at(-1)?.element).toBe('float32');
});

test('float models hold all kinds of an import and end in float64', () => {
  const models = SEEDS.map(randomFloatModel);
  const kinds = [
    'affine',
    'average-pool',
    'batch-norm',
    'binary-conv2d',
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
