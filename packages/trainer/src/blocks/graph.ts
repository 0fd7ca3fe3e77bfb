// A network as the graph of its layers.
import type * as tf from '@tensorflow/tfjs';

/** Where a layer stands in a network. */
export interface Place {
  readonly layer: tf.layers.Layer;
  /** What it reads, in its order. */
  readonly inputs: readonly Place[];
  /** What reads it; empty for the output. */
  readonly readers: readonly Place[];
}

/**
 * All places, each after those that it reads; the first is the input, the last the output. Null for a network with
 * several inputs or outputs, or with a layer of several outputs.
 */
export function placesOf(model: tf.LayersModel): Place[] | null {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) return null;
  const places = new Map<tf.SymbolicTensor, Place & { readers: Place[] }>();
  let isPlain = true;
  const visit = (tensor: tf.SymbolicTensor): Place => {
    const known = places.get(tensor);
    if (known !== undefined) return known;
    const inputs = tensor.inputs.map(visit);
    const place = { layer: tensor.sourceLayer, inputs, readers: [] };
    if (place.layer.inboundNodes[tensor.nodeIndex].outputTensors.length !== 1) isPlain = false;
    for (const input of inputs) (input.readers as Place[]).push(place);
    places.set(tensor, place);
    return place;
  };
  visit(model.outputs[0]);
  const inputs = [...places.values()].filter((place) => place.inputs.length === 0);
  return isPlain && inputs.length === 1 && places.has(model.inputs[0]) ? [...places.values()] : null;
}

/** The only place that reads this one, if its layer is of the class; else null. */
export function followerOf(place: Place | null, className: string): Place | null {
  if (place?.readers.length !== 1) return null;
  const [reader] = place.readers;
  return reader.layer.getClassName() === className && isAsMade(reader) ? reader : null;
}

/** False where somebody has replaced the layer's computation, as freezing does. */
export const isAsMade = ({ layer }: Place): boolean => !Object.hasOwn(layer, 'call');
