// Gives layers of floats that read a convolution's sums numbers to read.
import { affineLayer, type Layer, type Model } from '@bitplane/model';
import { readersOf } from './readers';

/** What a .bpm file lets read int32; everything else reads floats. */
const READS_SUMS: ReadonlySet<Layer['kind']> = new Set([
  'threshold',
  'multi-threshold',
  'affine',
  'average-pool',
  'plane-sum',
]);

/**
 * Sums that others read than thresholds, affines, means and sums of planes, or that are the network's output, as after a convolution without bias, get an affine
 * layer with neither scale nor offset: y = x, as a float.
 */
export function convertSums(model: Model): Model {
  const readers = readersOf(model);
  const output = model.layers[model.layers.length - 1];
  const converted = new Map<string, string>();
  const layers = model.layers.flatMap((layer): Layer[] => {
    const inputs = READS_SUMS.has(layer.kind) ? layer.inputs : layer.inputs.map((name) => converted.get(name) ?? name);
    const reading = { ...layer, inputs };
    if (layer.kind !== 'binary-conv2d' && layer.kind !== 'int8-conv2d') return [reading];
    if (layer === output) {
      const sums = `${layer.name}/sums`;
      return [{ ...reading, name: sums }, affineLayer(layer.name, sums)];
    }
    if (readers.get(layer.name)?.every(({ kind }) => READS_SUMS.has(kind)) ?? true) return [reading];
    const name = `${layer.name}/float`;
    converted.set(layer.name, name);
    return [reading, affineLayer(name, layer.name)];
  });
  return { ...model, layers };
}
