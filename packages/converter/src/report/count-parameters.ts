// How many numbers training left.
import { kindOf, type Layer, type Model } from '@bitplane/model';

/**
 * The imported network's parameters: latent weights, biases, slopes, norms, each once. A kernel of several bits counts
 * once, not once a plane; scales that follow from it or from the activations do not count.
 */
export function countParameters({ layers }: Model): number {
  const planes = new Map(layers.map((layer) => [layer.inputs[0], kindOf(layer).planesOfKernel?.(layer) ?? 1]));
  return layers.reduce((total, layer) => total + parametersOf(layer) / (planes.get(layer.name) ?? 1), 0);
}

const parametersOf = (layer: Layer): number =>
  kindOf(layer).numParameters?.(layer) ??
  Object.values(layer).reduce<number>((sum, value) => sum + numElements(value), 0);

/** The length of an array of numbers; bytes such as zero points are settings. */
const numElements = (value: unknown): number =>
  value instanceof Float32Array || value instanceof Float64Array || value instanceof Int8Array ? value.length : 0;
