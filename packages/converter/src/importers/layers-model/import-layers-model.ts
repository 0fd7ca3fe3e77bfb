// Reads a TensorFlow.js LayersModel (model.json and its weight files) into a Model, without TensorFlow.js.
import { inferTypes, INPUT, kindOf, type Layer, type Model, type TensorType } from '@bitplane/model';
import { FLATTEN, KERAS_CLASSES, ZERO_PADDING } from './keras';
import { addPadding, explicitPadding, NO_PADDING } from './keras/padding';
import { LayerSource, type SourceTensor } from './layer-source';
import { requireKnownLayer, requirePlace, requireUnpaddedEnd } from './layer-rules';
import { modelFile } from './model-file';
import { readFile } from '../read-file';
import { readTopology } from './topology';
import { readWeights } from './weights';

/**
 * The network as training left it, in the float domain: nothing folded, nested models flattened, weights transposed
 * once from HWIO to OHWI, paddings resolved to explicit pads as TensorFlow does.
 *
 * @param path model.json, or the folder that holds it.
 * Throws E_MISSING_FILE, E_FILE for files that are not such a model, E_LAYER for what has no counterpart here, with
 * what to use instead, before anything else about the layers; E_SHAPE, and E_VALUE for weights that are not finite;
 * each with the layer's name.
 */
export function importLayersModel(path: string): Model {
  const file = modelFile(path);
  const text = readFile(file, `expected a trained network, found no file ${file}`).toString();
  const topology = readTopology(file, text, (layer) => requireKnownLayer(file, layer));
  const weights = readWeights(file, topology.weightsManifest);
  const image = { name: INPUT, element: 'uint8', ...topology.input } as const;
  let last: SourceTensor = { ...image, isFlat: false, zeroPads: NO_PADDING };
  const tensors = new Map<string, SourceTensor>([[INPUT, last]]);
  const layers = topology.layers.flatMap((entry) => {
    const inputs = entry.sources.map((source) => tensors.get(source)!);
    const source = new LayerSource({ file, entry, weights, inputs });
    requirePlace(source, inputs);
    const imported = KERAS_CLASSES.get(entry.className)!.importLayer(source);
    last = { ...outputOf(imported, inputs), ...marksOf(source, inputs) };
    tensors.set(entry.name, last);
    return imported;
  });
  requireUnpaddedEnd(file, topology.layers.at(-1), last);
  const model = { name: topology.name, input: topology.input, layers };
  inferTypes(model);
  return model;
}

type NamedType = TensorType & { readonly name: string };

/** The last layer's output, or the input itself where nothing happens to it. */
function outputOf(imported: readonly Layer[], inputs: readonly NamedType[]): NamedType {
  const types = new Map<string, NamedType>(inputs.map((input) => [input.name, input]));
  let output = inputs[0];
  for (const layer of imported) {
    const read = layer.inputs.map((name) => types.get(name)!);
    output = { ...kindOf(layer).outputType(layer, read), name: layer.name };
    types.set(layer.name, output);
  }
  return output;
}

/** What the layers after this one have to know of its output. */
function marksOf(source: LayerSource, inputs: readonly SourceTensor[]): Pick<SourceTensor, 'isFlat' | 'zeroPads'> {
  const { className } = source;
  const passesOn = className === ZERO_PADDING || KERAS_CLASSES.get(className)?.isTrainingOnly === true;
  const zeroPads = passesOn ? source.zeroPads : NO_PADDING;
  return {
    isFlat: className === FLATTEN || inputs.some(({ isFlat }) => isFlat),
    zeroPads: className === ZERO_PADDING ? addPadding(zeroPads, explicitPadding(source)) : zeroPads,
  };
}
