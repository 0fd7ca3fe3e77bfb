// The bounds, on networks that onnxruntime computes in orders of its own.
import { randomFloatModel, randomImages, type Layer, type Model } from '@bitplane/model';
import { exportOnnx } from '../../exporters/onnx';
import { applyPasses } from '../../passes';
import { firstOtherBits } from '../differences';
import { openLayers } from '../onnx-layers';
import { layerOutput, runSession } from '../onnx-session';
import { referenceTensors } from '../reference';
import { LayerRecords } from './layer-records';
import { numbersOf, walkLayers, type OtherLayers } from './walk-layers';

const SEEDS = Array.from({ length: 25 }, (_, k) => 300 + k);

/** What onnxruntime has of each layer, on two images. */
async function otherLayers(model: Model, seed: number): Promise<OtherLayers[]> {
  const { session, types } = await openLayers(model, exportOnnx(model));
  try {
    const images: OtherLayers[] = [];
    for (const image of randomImages(model, 2, seed)) {
      const outputs = await runSession(session, image.data, image);
      const layers = model.layers.map(({ name }): [string, ArrayLike<number>] => {
        const type = types.get(name)!;
        const values = layerOutput(outputs, name, type);
        const data = type.element === 'bits' ? Uint8Array.from(values) : values;
        return [name, numbersOf({ ...type, data } as Parameters<typeof numbersOf>[0])];
      });
      images.push(new Map(layers));
    }
    return images;
  } finally {
    await session.release();
  }
}

/** Layers with a number that is further off than it may be. */
function wrongLayers(model: Model, images: readonly OtherLayers[], seed: number): string[] {
  const records = new LayerRecords(model);
  const pixels = randomImages(model, 2, seed);
  for (const [index, others] of images.entries()) walkLayers({ model, image: pixels[index], index, others }, records);
  return records.reports().flatMap(({ wrong }) => (wrong === null ? [] : [wrong.layer]));
}

/** One weight of the layer is another one, by its own size; null for layers without weights. */
function withOneOther(layer: Layer): Layer | null {
  if (layer.kind === 'binary-conv2d' && layer.weights.type === 'signs') {
    const [values, { mask }] = [layer.weights.values.slice(), layer.weights];
    const place = mask === null ? 0 : mask.indexOf(1);
    if (place < 0) return null;
    values[place] ^= 1;
    return { ...layer, weights: { type: 'signs', values, mask } };
  }
  if (layer.kind !== 'float-conv2d') return null;
  const weights = layer.weights.slice();
  weights[0] = -weights[0];
  return { ...layer, weights };
}

/** Whether the two networks have other numbers in a layer. */
const isOther = (models: readonly [Model, Model], name: string, seed: number): boolean =>
  randomImages(models[0], 2, seed).some((image) => {
    const [a, b] = models.map((each) => referenceTensors(each, image).get(name)!.data);
    return firstOtherBits(a, b) >= 0;
  });

test.each(SEEDS)('random network %i: what onnxruntime computes is within them, another weight is not', async (seed) => {
  const model = applyPasses(randomFloatModel(seed));
  const images = await otherLayers(model, seed);
  expect(wrongLayers(model, images, seed)).toEqual([]);
  for (const [index, layer] of model.layers.entries()) {
    const changed = withOneOther(layer);
    if (changed === null) continue;
    const other: Model = { ...model, layers: model.layers.with(index, changed) };
    // A weight that is only ever outside the image changes nothing.
    expect(wrongLayers(other, images, seed)).toEqual(isOther([model, other], layer.name, seed) ? [layer.name] : []);
  }
});
