// The layers of a network, whatever file they came from, as layers of a Model.
import { kindOf, numElements, run, type Layer, type TensorOf, type TensorType } from '@bitplane/model';
import { FLATTEN, KERAS_CLASSES, ZERO_PADDING } from './classes';
import { addPadding, explicitPadding, NO_PADDING } from './classes/padding';
import { adaptInputs } from './adapt-inputs';
import { LayerSource, type SourceTensor } from './layer-source';
import { requirePlace, requireUnpaddedEnd } from './layer-rules';
import type { KerasNetwork } from './network';

export type NamedType = TensorType & { readonly name: string };

export interface Lowered {
  readonly layers: readonly Layer[];
  /** What the user should hear: what was left out. */
  readonly notes: readonly string[];
  /** Those whose scales the calibration images froze. */
  readonly frozenLayers: readonly string[];
}

/**
 * In the float domain, as training left it: nothing folded, weights transposed once from HWIO to OHWI, paddings
 * resolved to explicit pads as TensorFlow does.
 *
 * @param inputs the tensors that the first layers read, under the names that the network has for them.
 * Throws E_LAYER for what has no counterpart here, E_SHAPE, and E_VALUE for weights that are not finite; each with the
 * layer's name.
 */
export function lowerNetwork(network: KerasNetwork, inputs: ReadonlyMap<string, NamedType>): Lowered {
  const { file, weightOf } = network;
  const tensors = new Map<string, SourceTensor>();
  for (const [name, input] of inputs)
    tensors.set(name, { ...input, isFlat: false, groups: null, zeroPads: NO_PADDING });
  const notes: string[] = [];
  const note = (text: string): void => void notes.push(text);
  const frozenLayers: string[] = [];
  const freeze = (name: string): void => void frozenLayers.push(name);
  const numComputing = network.layers.findLastIndex(({ className }) => !doesNothing(className)) + 1;
  const layers: Layer[] = [];
  const { calibrationImages } = network;
  const calibrate =
    calibrationImages === undefined
      ? null
      : (tensor: string) => calibrationImages().map((image) => tensorOf(layers, tensor, image));
  for (const [index, entry] of network.layers.entries()) {
    const read = entry.sources.map((source) => tensors.get(source)!);
    const context = { file, entry, weightOf, note, calibrate, freeze, isLast: index >= numComputing - 1 };
    const adapted = adaptInputs(new LayerSource({ ...context, inputs: read }), read);
    layers.push(...adapted.layers);
    const source = new LayerSource({ ...context, inputs: adapted.tensors });
    requirePlace(source, adapted.tensors);
    const lowered = KERAS_CLASSES.get(entry.className)!.importLayer(source);
    const output = outputOf(lowered, adapted.tensors);
    requireAddressable(source, output);
    tensors.set(entry.name, { ...output, ...marksOf(source, adapted.tensors) });
    layers.push(...lowered);
  }
  const last = network.layers.at(-1);
  if (last !== undefined) requireUnpaddedEnd(file, last, tensors.get(last.name)!);
  return { layers, notes, frozenLayers };
}

/** A tensor of the layers so far, of one image. */
function tensorOf(layers: readonly Layer[], name: string, image: TensorOf<'uint8'>): Float64Array {
  const end = layers.findIndex((layer) => layer.name === name) + 1;
  const { height, width, channels } = image;
  if (end === 0) return Float64Array.from(image.data);
  const model = { name: 'calibration', input: { height, width, channels }, layers: layers.slice(0, end) };
  return Float64Array.from(run(model, image).data);
}

/** Before a layer after it allocates a number for each. */
function requireAddressable(source: LayerSource, output: NamedType): void {
  const { height, width, channels } = output;
  if (channels <= MAX_CHANNELS && numElements(output) < 2 ** 31) return;
  source.reject(
    `expected at most ${MAX_CHANNELS} channels, and less than 2^31 numbers`,
    `${height}×${width}×${channels}`,
  );
}

/** No network has as many; a description of a few bytes may. */
const MAX_CHANNELS = 2 ** 20;

/** Layers that move no number. */
const doesNothing = (className: string): boolean =>
  className === FLATTEN || KERAS_CLASSES.get(className)?.isTrainingOnly === true;

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
function marksOf(source: LayerSource, inputs: readonly SourceTensor[]): Omit<SourceTensor, keyof NamedType> {
  const { className } = source;
  const { isTrainingOnly, makesRow, view } = KERAS_CLASSES.get(className)!;
  const passesOn = className === ZERO_PADDING || isTrainingOnly === true;
  const zeroPads = passesOn ? source.zeroPads : NO_PADDING;
  return {
    isFlat: makesRow?.(source) === true || inputs.some(({ isFlat }) => isFlat),
    groups: isTrainingOnly === true ? source.tensor.groups : null,
    ...view?.(source),
    zeroPads: className === ZERO_PADDING ? addPadding(zeroPads, explicitPadding(source)) : zeroPads,
  };
}
