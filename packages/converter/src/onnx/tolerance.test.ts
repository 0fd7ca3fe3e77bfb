import { kindOf, randomImages, randomModel, zeros } from '@bitplane/model';
import type { Layer, Model, Tensor } from '@bitplane/model';
import { referenceTensors } from '../verify/reference';
import { onnxNodeOf } from './nodes';
import { largestMagnitude } from './ops/largest-magnitude';
import { layerTolerance, tolerances } from './tolerance';

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

/** The same layer rounded to float64, which is as good as not at all beside float32. */
function unrounded(layer: Layer): Layer {
  if (layer.kind !== 'float-conv2d') return 'element' in layer ? { ...layer, element: 'float64' } : layer;
  const bias = layer.bias && Float64Array.from(layer.bias);
  return { ...layer, kind: 'conv2d', bias, weightBits: 32 };
}

/** Floats as float64. */
function widened(tensor: Tensor): Tensor {
  if (tensor.element !== 'float32') return tensor;
  const wide = zeros('float64', tensor);
  wide.data.set(tensor.data);
  return wide;
}

test('holds for each layer between float32 and float64, and is no licence', () => {
  let widest = 0;
  for (const seed of SEEDS) {
    const model = randomModel(seed);
    const [image] = randomImages(model, 1, seed);
    const tensors = referenceTensors(model, image);
    for (const layer of model.layers) {
      const [inputs, output] = [layer.inputs.map((name) => tensors.get(name)!), tensors.get(layer.name)!];
      if (output.element !== 'float32') continue;
      const exact = kindOf(unrounded(layer)).forward(unrounded(layer), inputs.map(widened));
      const differences = Array.from(output.data, (value, k) => value - exact.data[k]);
      const allowed = layerTolerance(layer, { inputs, output });
      expect(largestMagnitude(differences)).toBeLessThanOrEqual(allowed);
      widest = Math.max(widest, allowed / Math.max(1, largestMagnitude(output.data)));
    }
  }
  // About 2^-24 times the additions of a mean or of a convolution; for a dense layer times the square of its length, at
  // most some thousand.
  expect(widest).toBeGreaterThan(0);
  expect(widest).toBeLessThan(0.1);
});

/** The same network in float64, but for layers whose outputs jump. */
const unroundedModel = (model: Model): Model => ({ ...model, layers: model.layers.map(unrounded) });

test('holds for whole networks in which nothing jumps', () => {
  let numNetworks = 0;
  for (const seed of SEEDS) {
    const model = randomModel(seed);
    if (model.layers.some((layer) => onnxNodeOf(layer).jumps || layer.kind === 'byte-table')) continue;
    const [image] = randomImages(model, 1, seed);
    const rounded = referenceTensors(model, image);
    const exact = referenceTensors(unroundedModel(model), image);
    const allowed = tolerances(model, rounded);
    for (const { name } of model.layers) {
      const differences = Array.from(rounded.get(name)!.data, (value, k) => value - exact.get(name)!.data[k]);
      expect(largestMagnitude(differences)).toBeLessThanOrEqual(allowed.get(name)!);
    }
    numNetworks++;
  }
  expect(numNetworks).toBeGreaterThan(10);
});

test('there is none after signs or bytes of what was summed in any order', () => {
  let [numLost, numKept] = [0, 0];
  for (const seed of SEEDS) {
    const model = randomModel(seed);
    const allowed = tolerances(model, referenceTensors(model, randomImages(model, 1, seed)[0]));
    const first = model.layers.findIndex(({ kind }) => kind === 'float-conv2d');
    model.layers.forEach((layer, k) => {
      const isLost = allowed.get(layer.name) === Infinity;
      if (first < 0 || k <= first) expect(isLost).toBe(false);
      if (isLost) numLost++;
      else if (first >= 0 && k > first) numKept++;
    });
  }
  expect(Math.min(numLost, numKept)).toBeGreaterThan(5);
});

test('is 0 for all layers whose outputs are integers or signs', () => {
  const model = randomModel(
    SEEDS.find((seed) => randomModel(seed).layers.every(({ kind }) => kind !== 'float-conv2d'))!,
  );
  const tensors = referenceTensors(model, randomImages(model, 1, 1)[0]);
  const allowed = tolerances(model, tensors);
  const exactLayers = model.layers.filter(({ name }) => tensors.get(name)!.element !== 'float32');
  expect(exactLayers.length).toBeGreaterThan(0);
  expect(exactLayers.map(({ name }) => allowed.get(name))).toEqual(exactLayers.map(() => 0));
});
