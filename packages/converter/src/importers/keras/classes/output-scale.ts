import { affineLayer, type Affine } from '@bitplane/model';
import type { LayerSource } from '../layer-source';

/** One learned factor for each class. */
export function importOutputScale(source: LayerSource): Affine[] {
  const scale = Float64Array.from(source.weight('scale', [source.shape.channels]));
  return [affineLayer(source.name, source.input, { scale })];
}
