import { randomFloatModel, randomImages, readModel, run, seededRandom, writeModel } from '@bitplane/model';
import type { Model, Tensor } from '@bitplane/model';
import { randomBranchedModel } from '../test-support/random-branched-model';
import { applyPasses, PASSES } from '.';

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed + 1);
const CHAINS = SEEDS.map((seed) => ['chain', seed, randomFloatModel(seed)] as const);
const BRANCHES = SEEDS.map((seed) => ['branches', seed, randomBranchedModel(seed)] as const);
const IMAGES = 2;

/** Every layer's output by name. */
function outputsOf(model: Model, image: ReturnType<typeof randomImages>[number]): Map<string, Tensor> {
  const outputs = new Map<string, Tensor>();
  run(model, image, ({ name }, tensor) => outputs.set(name, tensor));
  return outputs;
}

/** Layers that lost channels have a name of their own. */
const withoutLive = (name: string): string => name.replace(/\/live$/, '');

const signsAndOutput = ({ layers }: Model): string[] =>
  layers.filter(({ kind }, index) => kind === 'sign' || index === layers.length - 1).map(({ name }) => name);

describe.each([...CHAINS, ...BRANCHES])('random model, %s, %i', (_, seed, model) => {
  const images = randomImages(model, IMAGES, seed);
  const names = signsAndOutput(model);

  test('every pass but the last two keeps every sign, every logit and every number between that it leaves, to the bit', () => {
    let current = model;
    const expected = images.map((image) => outputsOf(model, image));
    for (const { name, apply } of PASSES.slice(0, -2)) {
      current = apply(current);
      images.forEach((image, i) => {
        const got = outputsOf(current, image);
        expect([...got.keys()].map(withoutLive)).toEqual(expect.arrayContaining(names));
        for (const [layer, { data }] of got) {
          const before = expected[i].get(layer)?.data;
          // Sums become floats: the same numbers in another array.
          if (before !== undefined)
            expect({ pass: name, layer, data: [...data] }).toEqual({ pass: name, layer, data: [...before] });
        }
      });
    }
  });

  test('any choice of passes that do not round gives the scores of none, to the bit', () => {
    const random = seededRandom(seed);
    const chosen = PASSES.filter(({ rounds }) => rounds !== true && random.chance(0.5));
    const names = chosen.map(({ name }) => name);
    const changed = chosen.reduce((current, { apply }) => apply(current), model);
    for (const image of images)
      expect({ names, data: [...run(changed, image).data] }).toEqual({ names, data: [...run(model, image).data] });
  });

  test('any choice of passes is what a .bpm file can hold: required ones are always applied', () => {
    const random = seededRandom(seed);
    const passes = PASSES.filter(() => random.chance(0.5)).map(({ name }) => name);
    for (const choice of [passes, []]) {
      const finished = applyPasses(model, { passes: choice });
      expect(readModel(writeModel(finished))).toEqual(finished);
    }
  });

  test('what the passes leave is what a .bpm file can hold', () => {
    const finished = applyPasses(model);
    expect(readModel(writeModel(finished))).toEqual(finished);
  });

  test('no pass changes the model that it was given', () => {
    const before = structuredClone(model);
    applyPasses(model);
    expect(model).toEqual(before);
  });
});

test.each(CHAINS)('all passes keep every sign of a %s, %i; logits move by float32 rounding only', (_, seed, model) => {
  const names = signsAndOutput(model);
  // Signs that an image never changes are removed: remove-dead-channels.test.ts.
  const passes = PASSES.map((pass) => pass.name).filter((name) => name !== 'remove-dead-channels');
  const finished = applyPasses(model, { passes });
  for (const image of randomImages(model, IMAGES, seed)) {
    const expected = outputsOf(model, image);
    const got = outputsOf(finished, image);
    for (const layer of names) {
      const { element, data: before } = expected.get(layer)!;
      const data = got.get(layer)?.data as ArrayLike<number>;
      if (element === 'bits') expect(data).toEqual(before);
      else
        for (let k = 0; k < data.length; k++)
          expect(Math.abs(data[k] - before[k])).toBeLessThanOrEqual(tolerance(finished, image));
    }
  }
});

/**
 * Each float32 value of the head, S = the largest of them, carries a relative error of a few roundings (2^-24): of its
 * parameters and of each operation. A mean of P pixels adds P more. A scale below 1 does not make the error of what it
 * multiplies larger.
 */
function tolerance(model: Model, image: ReturnType<typeof randomImages>[number]): number {
  let largest = 0;
  let pixels = 1;
  run(model, image, (_, tensor) => {
    if (tensor.element !== 'float32') return;
    pixels = Math.max(pixels, tensor.height * tensor.width);
    largest = tensor.data.reduce((most, value) => Math.max(most, Math.abs(value)), largest);
  });
  return (8 + pixels) * 2 ** -24 * Math.max(largest, 1);
}
