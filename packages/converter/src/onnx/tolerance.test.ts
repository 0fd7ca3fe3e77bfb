import { randomImages, randomModel } from '@bitplane/model';
import type { Layer, Model } from '@bitplane/model';
import { referenceTensors } from '../verify/reference';
import { largestMagnitude } from './ops/largest-magnitude';
import { tolerances } from './tolerance';

/** The same network with a head that rounds to float64, which is as good as not at all beside float32. */
const unrounded = (model: Model): Model => ({
  ...model,
  layers: model.layers.map((layer): Layer => ('element' in layer ? { ...layer, element: 'float64' } : layer)),
});

test('holds between the float32 head and the same in float64, and is no licence', () => {
  let widest = 0;
  for (let seed = 0; seed < 60; seed++) {
    const model = randomModel(seed);
    const [image] = randomImages(model, 1, seed);
    const rounded = referenceTensors(model, image);
    const exact = referenceTensors(unrounded(model), image);
    const allowed = tolerances(model, rounded);
    for (const { name } of model.layers) {
      const { data } = rounded.get(name)!;
      const differences = Array.from(data, (value, k) => value - exact.get(name)!.data[k]);
      expect(largestMagnitude(differences)).toBeLessThanOrEqual(allowed.get(name)!);
      widest = Math.max(widest, allowed.get(name)! / Math.max(1, largestMagnitude(data)));
    }
  }
  // About 2^-24 times the additions of a mean over at most a few hundred pixels, times a few scales; for a dense layer
  // times the square of its length, at most some thousand.
  expect(widest).toBeGreaterThan(0);
  expect(widest).toBeLessThan(0.1);
});

test('is 0 for all layers whose outputs are integers or signs', () => {
  const model = randomModel(1);
  const tensors = referenceTensors(model, randomImages(model, 1, 1)[0]);
  const allowed = tolerances(model, tensors);
  const exactLayers = model.layers.filter(({ name }) => tensors.get(name)!.element !== 'float32');
  expect(exactLayers.map(({ name }) => allowed.get(name))).toEqual(exactLayers.map(() => 0));
});
