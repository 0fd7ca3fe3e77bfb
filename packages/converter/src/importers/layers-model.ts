// Reads a TensorFlow.js LayersModel (model.json and its weight files) into a Model, without TensorFlow.js.
import { join } from 'node:path';
import { inferTypes, INPUT, kindOf, type Layer, type Model, type TensorType } from '@bitplane/model';
import { FLATTEN, INSTEAD, KERAS_CLASSES } from './keras';
import { LayerSource, type SourceTensor } from './layer-source';
import { readFile } from './read-file';
import { readTopology, type LayerEntry } from './topology';
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
  const tensors = new Map<string, SourceTensor>([
    [INPUT, { name: INPUT, element: 'uint8', ...topology.input, isFlat: false }],
  ]);
  const layers = topology.layers.flatMap((entry) => {
    const inputs = entry.sources.map((source) => tensors.get(source)!);
    const imported = importLayer(new LayerSource({ file, entry, weights, inputs }));
    tensors.set(entry.name, { ...outputOf(imported, inputs), isFlat: isFlat(entry, inputs) });
    return imported;
  });
  const model = { name: topology.name, input: topology.input, layers };
  inferTypes(model);
  return model;
}

function importLayer(source: LayerSource): Layer[] {
  const importClass = KERAS_CLASSES.get(source.className);
  if (importClass !== undefined) return importClass(source);
  const instead = INSTEAD.get(source.className);
  if (instead !== undefined) return source.refuse(`expected ${instead}`, `class ${source.className}`);
  return source.refuse(`expected one of ${[...KERAS_CLASSES.keys()].join(', ')}`, `class ${source.className}`);
}

type NamedType = TensorType & { readonly name: string };

/** The last layer's output, or the input itself where nothing happens to it. */
function outputOf(imported: readonly Layer[], inputs: readonly NamedType[]): NamedType {
  const types = new Map(inputs.map((input) => [input.name, input]));
  let output = inputs[0];
  for (const layer of imported) {
    const read = layer.inputs.map((name) => types.get(name)!);
    output = { ...kindOf(layer).outputType(layer, read), name: layer.name };
    types.set(layer.name, output);
  }
  return output;
}

const isFlat = ({ className }: LayerEntry, inputs: readonly SourceTensor[]): boolean =>
  className === FLATTEN || inputs.some((input) => input.isFlat);
