// Gives layers of floats that read a convolution's sums numbers to read.
import { affineLayer, storedElements, type Layer, type Model } from '@bitplane/model';
import { readersOf } from './readers';
import { makesSums } from './thresholds/sum-layer';

/** Whether a .bpm file lets the layer read int32; everything else reads floats. */
const readsSums = ({ kind }: Layer): boolean => storedElements(kind)?.inputs.includes('int32') ?? false;

/**
 * Sums that others read than thresholds, affines, means and sums of planes, or that are the network's output, as after
 * a convolution without bias, get an affine layer with neither scale nor offset: y = x, as a float.
 */
export function convertSums(model: Model): Model {
  const readers = readersOf(model);
  const output = model.layers[model.layers.length - 1];
  const converted = new Map<string, string>();
  const layers = model.layers.flatMap((layer): Layer[] => {
    const inputs = readsSums(layer) ? layer.inputs : layer.inputs.map((name) => converted.get(name) ?? name);
    const reading = { ...layer, inputs };
    if (!makesSums(layer)) return [reading];
    if (layer === output) {
      const sums = `${layer.name}/sums`;
      return [{ ...reading, name: sums }, affineLayer(layer.name, sums)];
    }
    if (readers.get(layer.name)?.every(readsSums) ?? true) return [reading];
    const name = `${layer.name}/float`;
    converted.set(layer.name, name);
    return [reading, affineLayer(name, layer.name)];
  });
  return { ...model, layers };
}
