import { randomImages, run, type Affine, type Layer, type Model, type Tensor } from '@bitplane/model';
import { randomBranchedModel } from '../test-support/random-branched-model';
import { mergeAffines } from './merge-affines';
import { PASSES } from '.';

const affine = (name: string, input: string, parts: Partial<Pick<Affine, 'scale' | 'offset'>>): Affine => ({
  ...{ kind: 'affine', name, inputs: [input], element: 'float64', scale: null, offset: null },
  ...parts,
});
const network = (...layers: Layer[]): Model => ({
  name: 'small',
  input: { height: 1, width: 1, channels: 2 },
  layers,
});
const floats = (...values: number[]) => Float64Array.from(values);

test('a row of affines becomes one, with the name of the last', () => {
  const model = network(
    affine('a', 'input', { scale: floats(2, 4) }),
    affine('b', 'a', { offset: floats(1, -1) }),
    affine('c', 'b', { scale: floats(-8, 0.5), offset: floats(3, 3) }),
  );
  expect(mergeAffines(model).layers).toEqual([
    affine('c', 'input', { scale: floats(-16, 2), offset: floats(-5, 2.5) }),
  ]);
});

test('a part that none of them has stays absent', () => {
  const shifts = network(affine('a', 'input', { offset: floats(1, 2) }), affine('b', 'a', { offset: floats(3, 4) }));
  expect(mergeAffines(shifts).layers).toEqual([affine('b', 'input', { offset: floats(4, 6) })]);
});

test('one that somebody else reads too stays', () => {
  const model = network(affine('a', 'input', { scale: floats(2, 4) }), affine('b', 'a', { offset: floats(1, -1) }), {
    kind: 'add',
    name: 'sum',
    inputs: ['a', 'b'],
    element: 'float64',
  });
  expect(mergeAffines(model)).toEqual(model);
});

test('a classifier takes up what follows it', () => {
  const dense: Layer = {
    ...{ kind: 'int8-dense', name: 'dense', inputs: ['input'], element: 'float64', filters: 2 },
    ...{ weights: new Int8Array(4), scale: floats(1, 2), offset: null },
  };
  const { layers } = mergeAffines(
    network(dense, affine('norm', 'dense', { scale: floats(3, 3), offset: floats(1, 1) })),
  );
  expect(layers).toEqual([{ ...dense, name: 'norm', scale: floats(3, 6), offset: floats(1, 1) }]);
});

test('numbers move by float64 rounding only', () => {
  const before = PASSES.slice(
    0,
    PASSES.findIndex(({ name }) => name === 'merge-affines'),
  );
  let numMerged = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const model = before.reduce((current, { apply }) => apply(current), randomBranchedModel(seed));
    const merged = mergeAffines(model);
    numMerged += model.layers.length - merged.layers.length;
    const [image] = randomImages(model, 1, seed);
    const expected = new Map<string, Tensor>();
    run(model, image, ({ name }, tensor) => expected.set(name, tensor));
    run(merged, image, ({ name }, { data }) => {
      const reference = Float64Array.from(expected.get(name)!.data);
      const largest = reference.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
      // A row of a few dozen layers, each with a few roundings of 2^-53 of numbers that cancel by less than 2^7 in all.
      const index = data.findIndex((value: number, k: number) => Math.abs(value - reference[k]) > largest * 2 ** -40);
      expect({ seed, name, index }).toEqual({ seed, name, index: -1 });
    });
  }
  expect(numMerged).toBeGreaterThan(20);
});
