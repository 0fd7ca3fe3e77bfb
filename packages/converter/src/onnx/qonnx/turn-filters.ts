// Thresholds that all rise: FINN's hardware compares in one direction.
import { kindOf, type Layer, type Model, type Threshold } from '@bitplane/model';

type Conv = Extract<Layer, { kind: 'binary-conv2d' | 'int8-conv2d' }>;

/**
 * The same network, in which a filter is negated where a single bound says that its sums become −1 from there on: then
 * they become +1. Only of convolutions that nothing but such a threshold reads.
 */
export function turnFilters(model: Model): Model {
  const layers = [...model.layers];
  for (const [index, layer] of layers.entries()) {
    if (layer.kind !== 'threshold' || layer.upper !== null) continue;
    const place = layers.findIndex(({ name }) => name === layer.inputs[0]);
    const conv = layers[place];
    const isShared = model.layers.filter(({ inputs }) => inputs.includes(layer.inputs[0])).length > 1;
    if (isShared || conv === undefined || !isConv(conv)) continue;
    const turned = turnedChannels(layer, conv.filters);
    if (!turned.includes(true)) continue;
    layers[place] = negate(conv, turned);
    layers[index] = turn(layer, turned);
  }
  return { ...model, layers };
}

const isConv = (layer: Layer): layer is Conv =>
  kindOf(layer).accumulatorRange !== undefined && 'filters' in layer && 'weights' in layer;

/** Channels all of whose elements are flipped. */
const turnedChannels = ({ flip }: Threshold, channels: number): boolean[] =>
  Array.from({ length: channels }, (_, c) => flip.every((bit, e) => e % channels !== c || bit === 1));

function negate(conv: Conv, turned: readonly boolean[]): Conv {
  const numWeights = conv.kind === 'int8-conv2d' ? conv.weights.length : conv.weights.values.length;
  const isTurned = (k: number): boolean => turned[Math.floor((k * conv.filters) / numWeights)];
  if (conv.kind === 'int8-conv2d')
    return { ...conv, weights: conv.weights.map((weight, k) => (isTurned(k) ? -weight : weight)) };
  const { weights } = conv;
  if (weights.type !== 'signs') return conv;
  const { values, mask } = weights;
  const signs = values.map((bit, k) => (isTurned(k) && mask?.[k] !== 0 ? 1 - bit : bit));
  return { ...conv, weights: { ...weights, values: signs } };
}

/** acc < lower says −acc ≥ 1 − lower. */
const turn = (layer: Threshold, turned: readonly boolean[]): Threshold => ({
  ...layer,
  lower: layer.lower.map((bound, e) => (turned[e % turned.length] ? Math.min(2 ** 31 - 1, 1 - bound) : bound)),
  flip: layer.flip.map((bit, e) => (turned[e % turned.length] ? 0 : bit)),
});
