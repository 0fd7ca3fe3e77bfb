// How many numbers training left.
import type { Layer, Model } from '@bitplane/model';

/**
 * The imported network's parameters: latent weights, biases, slopes, norms, each once. A kernel of several bits counts once, not once a
 * plane; scales that follow from it or from the activations do not count.
 */
export function countParameters({ layers }: Model): number {
  const planes = new Map(layers.map((layer) => [layer.inputs[0], layer.kind === 'plane-sum' ? layer.planes : 1]));
  return layers.reduce((total, layer) => total + parametersOf(layer) / (planes.get(layer.name) ?? 1), 0);
}

function parametersOf(layer: Layer): number {
  if (layer.kind === 'residual-sign' || layer.kind === 'plane-sum') return 0;
  if (layer.kind === 'binary-conv2d') return layer.weights.values.length;
  return Object.values(layer).reduce<number>((sum, value) => sum + numElements(value), 0);
}

/** The length of an array of numbers; bytes such as zero points are settings. */
const numElements = (value: unknown): number =>
  value instanceof Float32Array || value instanceof Float64Array || value instanceof Int8Array ? value.length : 0;
