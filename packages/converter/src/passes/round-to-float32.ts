// Gives the layers that stay float at run time the precision of a runtime.
import type { Layer, Model } from '@bitplane/model';

/**
 * Layers that no threshold has replaced compute in float32: their parameters are rounded once, here and nowhere before, since folded
 * parameters in float32 would flip ties.
 */
export function roundToFloat32(model: Model): Model {
  return { ...model, layers: model.layers.map(round) };
}

function round(layer: Layer): Layer {
  if (layer.kind === 'affine') {
    return {
      ...layer,
      element: 'float32',
      scale: layer.scale && Float32Array.from(layer.scale),
      offset: layer.offset && Float32Array.from(layer.offset),
    };
  }
  if (layer.kind === 'prelu') return { ...layer, element: 'float32', slopes: Float32Array.from(layer.slopes) };
  if (layer.kind === 'average-pool') return { ...layer, element: 'float32' };
  return layer;
}
