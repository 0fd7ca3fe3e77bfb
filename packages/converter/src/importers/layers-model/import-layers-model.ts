// Reads a TensorFlow.js LayersModel (model.json and its weight files) into a Model, without TensorFlow.js.
import { inferTypes, INPUT } from '@bitplane/model';
import type { ImportedNetwork, ImportOptions } from '../importer';
import { lowerNetwork } from '../keras/lower-network';
import { requireKnownLayer } from '../keras/layer-rules';
import { readFile } from '../read-file';
import { modelFile } from './model-file';
import { readTopology } from './topology';
import { readWeights, weightFiles } from './weights';
import { weightsByName } from './weights-by-name';

/** That of a network with a thousand layers has a megabyte. */
const MAX_NBYTES = 2 ** 26;

/**
 * The network as lowerNetwork says, nested models flattened.
 *
 * @param path model.json, or the folder that holds it.
 * Throws E_MISSING_FILE, E_FILE for files that are not such a model, E_LAYER for what has no counterpart here, with
 * what to use instead, before anything else about the layers; E_SHAPE, and E_VALUE for weights that are not finite;
 * each with the layer's name.
 */
export function importLayersModel(
  path: string,
  { calibrationImages }: ImportOptions = {},
): Omit<ImportedNetwork, 'data'> {
  const file = modelFile(path);
  const text = readFile(file, `expected a trained network, found no file ${file}`, MAX_NBYTES).toString();
  const { name, input, layers, weightsManifest } = readTopology(file, text, (layer) => requireKnownLayer(file, layer));
  const weightOf = weightsByName(file, layers, readWeights(file, weightsManifest));
  const image = { name: INPUT, element: 'uint8', ...input } as const;
  const network = {
    file,
    name,
    layers,
    weightOf,
    calibrationImages: calibrationImages && (() => calibrationImages(input)),
  };
  const lowered = lowerNetwork(network, new Map([[INPUT, image]]));
  const model = { name, input, layers: lowered.layers };
  inferTypes(model);
  return { model, notes: lowered.notes, frozenLayers: lowered.frozenLayers };
}

/** model.json, then the files that hold the weights. Throws E_MISSING_FILE, and E_FILE for one that lists none. */
export function layersModelFiles(path: string): string[] {
  const file = modelFile(path);
  const text = readFile(file, `expected a trained network, found no file ${file}`).toString();
  return [file, ...weightFiles(file, (JSON.parse(text) as { weightsManifest?: unknown }).weightsManifest)];
}
