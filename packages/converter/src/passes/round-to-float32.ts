// Gives the layers that stay float at run time the precision of a runtime.
import type { Layer, Model } from '@bitplane/model';

/**
 * Layers that no threshold has replaced compute in float32: their parameters are rounded once, here and nowhere before, since folded
 * parameters in float32 would flip ties.
 */
export const roundToFloat32 = (model: Model): Model => ({ ...model, layers: model.layers.map(round) });

function round(layer: Layer): Layer {
  if (!('element' in layer)) return layer;
  switch (layer.kind) {
    case 'affine':
      return { ...layer, element: 'float32', scale: rounded(layer.scale), offset: rounded(layer.offset) };
    case 'int8-dense':
      return { ...layer, element: 'float32', scale: Float32Array.from(layer.scale), offset: rounded(layer.offset) };
    case 'prelu':
      return { ...layer, element: 'float32', slopes: Float32Array.from(layer.slopes) };
    case 'residual-sign':
    case 'plane-sum':
      return { ...layer, element: 'float32', scales: Float32Array.from(layer.scales) };
    case 'average-pool':
    case 'add':
      return { ...layer, element: 'float32' };
  }
}

const rounded = (values: Float64Array | Float32Array | null): Float32Array | null =>
  values && Float32Array.from(values);
