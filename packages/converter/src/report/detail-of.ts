// What a layer's kind alone does not say.
import type { Layer } from '@bitplane/model';

/** A few words for a table's cell; null where the kind says it all. */
export function detailOf(layer: Layer): string | null {
  if (layer.kind === 'residual-sign') return `${layer.scales.length} planes`;
  if (layer.kind === 'multi-threshold') return `${layer.planes} planes of up to ${layer.intervals} intervals`;
  if (layer.kind === 'plane-sum') return `${layer.planes} pairs of planes`;
  const isMasked = layer.kind === 'binary-conv2d' && layer.weights.type === 'signs' && layer.weights.mask !== null;
  return isMasked ? 'with a mask' : null;
}
