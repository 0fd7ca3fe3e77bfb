// The layers of a network, whatever file they came from, as layers of a Model.
import { kindOf, type Layer, type TensorType } from '@bitplane/model';
import { FLATTEN, KERAS_CLASSES, ZERO_PADDING } from './classes';
import { addPadding, explicitPadding, NO_PADDING } from './classes/padding';
import { LayerSource, type SourceTensor } from './layer-source';
import { requirePlace, requireUnpaddedEnd } from './layer-rules';
import type { KerasNetwork } from './network';

export type NamedType = TensorType & { readonly name: string };

/**
 * In the float domain, as training left it: nothing folded, weights transposed once from HWIO to OHWI, paddings
 * resolved to explicit pads as TensorFlow does.
 *
 * @param inputs the tensors that the first layers read, under the names that the network has for them.
 * Throws E_LAYER for what has no counterpart here, E_SHAPE, and E_VALUE for weights that are not finite; each with the
 * layer's name.
 */
export function lowerNetwork(network: KerasNetwork, inputs: ReadonlyMap<string, NamedType>): Layer[] {
  const { file, weightOf } = network;
  const tensors = new Map<string, SourceTensor>();
  for (const [name, input] of inputs) tensors.set(name, { ...input, isFlat: false, zeroPads: NO_PADDING });
  let [last] = tensors.values();
  const layers = network.layers.flatMap((entry) => {
    const read = entry.sources.map((source) => tensors.get(source)!);
    const source = new LayerSource({ file, entry, weightOf, inputs: read });
    requirePlace(source, read);
    const lowered = KERAS_CLASSES.get(entry.className)!.importLayer(source);
    last = { ...outputOf(lowered, read), ...marksOf(source, read) };
    tensors.set(entry.name, last);
    return lowered;
  });
  requireUnpaddedEnd(file, network.layers.at(-1), last);
  return layers;
}

/** The last layer's output, or the input itself where nothing happens to it. */
function outputOf(lowered: readonly Layer[], inputs: readonly NamedType[]): NamedType {
  const types = new Map<string, NamedType>(inputs.map((input) => [input.name, input]));
  let output = inputs[0];
  for (const layer of lowered) {
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
