// Reads a network of Keras or Larq out of one of their files into a Model, without Python.
import { BitplaneError, inferTypes } from '@bitplane/model';
import type { ImportedNetwork, ImportOptions } from '../importer';
import { flattenModel } from '../keras/flatten-model';
import { lowerNetwork } from '../keras/lower-network';
import { requireKnownLayer } from '../keras/layer-rules';
import { asObject, leavesOf, readRawModel } from '../keras/raw-model';
import { shown } from '../keras/shown';
import { functionsAsLayers } from './functions-as-layers';
import { imageInputs } from './image-inputs';
import { bytesOptions, inputNumbers } from './input-numbers';
import type { KerasFile } from './keras-file';
import { openKerasFile } from './open-keras-file';

/**
 * The network as lowerNetwork says, nested models flattened; several inputs are the channels of one image.
 *
 * @param path a .h5 or .keras file.
 * @param options may leave out what a byte is to a network that begins with Rescaling or Normalization.
 * Throws E_MISSING_FILE, E_FILE for files that are no such network, E_LAYER for what has no counterpart here, with what
 * to use instead, before anything else about the layers; E_SHAPE, and E_VALUE for weights that are not finite; each
 * with the layer's name. E_USAGE where nothing says what a byte is.
 */
export const importKerasFile = (path: string, options: ImportOptions): Omit<ImportedNetwork, 'data'> =>
  importKerasNetwork(path, openKerasFile(path), options);

/** The same for what was read of a file already. */
export function importKerasNetwork(
  path: string,
  { topology, weightsOf }: KerasFile,
  options: ImportOptions,
): Omit<ImportedNetwork, 'data'> {
  const model = readRawModel(path, asObject(functionsAsLayers(topology)));
  if (model === null) {
    const className = shown(asObject(topology)?.class_name);
    throw new BitplaneError(
      'E_FILE',
      `${path}: expected a Sequential or functional model with config.layers, got ${className}; ` +
        'a subclassed model is not saved as layers: build it with tf.keras.Sequential or tf.keras.Model(inputs, outputs)',
    );
  }
  for (const layer of leavesOf(model)) requireKnownLayer(path, layer);
  const inputs = imageInputs(path, model);
  const layers = flattenModel(
    path,
    model,
    inputs.map(({ name }) => name),
  );
  const image = inputNumbers(inputs, bytesOptions(path, options, layers, inputs));
  const network = { file: path, name: model.name ?? 'network', layers, weightOf: weightsOf(model) };
  const lowered = lowerNetwork(network, image.tensors);
  const imported = { name: network.name, input: image.shape, layers: [...image.layers, ...lowered.layers] };
  inferTypes(imported);
  return { model: imported, notes: lowered.notes };
}
