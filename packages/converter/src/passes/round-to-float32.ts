// Gives the layers that stay float at run time the precision of a runtime.
import { kindOf, type Layer, type Model } from '@bitplane/model';

/**
 * Layers that no threshold has replaced compute in float32: their parameters are rounded once, here and nowhere before,
 * since folded parameters in float32 would flip ties. Convolutions of floats become float-conv2d, and a normalised
 * image that layers of floats read is looked up in a table.
 */
export const roundToFloat32 = (model: Model): Model => ({ ...model, layers: model.layers.map(round) });

/** Else a kind that computes in real numbers has an `element`, and parameters in float64 only while that is float64. */
function round(layer: Layer): Layer {
  const inFloat32 = kindOf(layer).inFloat32?.(layer);
  if (inFloat32 !== undefined) return inFloat32 as Layer;
  if (!('element' in layer)) return layer;
  const rounded = Object.entries(layer).map(([attribute, value]) => [attribute, roundedValue(value)]);
  return { ...(Object.fromEntries(rounded) as typeof layer), element: 'float32' };
}

const roundedValue = (value: unknown): unknown => (value instanceof Float64Array ? Float32Array.from(value) : value);
