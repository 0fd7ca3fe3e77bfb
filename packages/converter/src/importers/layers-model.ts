// Reads a TensorFlow.js LayersModel (model.json and its weight files) into a Model, without TensorFlow.js.
import { join } from 'node:path';
import { inferTypes, INPUT, type Layer, type Model, type Shape } from '@bitplane/model';
import { KERAS_CLASSES } from './keras';
import { LayerSource } from './layer-source';
import { readFile } from './read-file';
import { readTopology } from './topology';
import { readWeights } from './weights';

/**
 * The network as training left it, in the float domain: nothing folded, weights transposed once from HWIO to OHWI, `same` and `valid`
 * resolved to explicit pads as TensorFlow does.
 *
 * @param path model.json, or the folder that holds it.
 * Throws E_MISSING_FILE, E_FILE for files that are not such a model, E_LAYER for what has no counterpart here, E_SHAPE, and E_VALUE for weights
 * that are not finite; each with the layer's name.
 */
export function importLayersModel(path: string): Model {
  const file = path.endsWith('.json') ? path : join(path, 'model.json');
  const missing = `expected a trained network, found no file ${file}: make it with "npx nx run trainer:train"`;
  const topology = readTopology(file, readFile(file, missing).toString());
  const weights = readWeights(file, topology.weightsManifest);
  let shape: Shape = topology.input;
  let input = INPUT;
  const layers: Layer[] = [];
  for (const { className, config } of topology.layers) {
    const source = new LayerSource({ file, className, config, weights, shape, input });
    const importClass = KERAS_CLASSES.get(className);
    if (importClass === undefined) {
      return source.refuse(`expected one of ${[...KERAS_CLASSES.keys()].join(', ')}`, `class ${className}`);
    }
    const imported = importClass(source);
    layers.push(...imported);
    if (imported.length === 0) continue;
    input = imported[imported.length - 1].name;
    shape = inferTypes({ name: topology.name, input: topology.input, layers }).get(input) as Shape;
  }
  return { name: topology.name, input: topology.input, layers };
}
