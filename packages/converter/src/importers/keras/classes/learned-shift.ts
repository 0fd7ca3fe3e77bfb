import { affineLayer, type Affine } from '@bitplane/model';
import type { LayerSource } from '../layer-source';

/** One learned offset for each channel. */
export function importLearnedShift(source: LayerSource): Affine[] {
  const offset = Float64Array.from(source.weight('shift', [source.shape.channels]));
  return [affineLayer(source.name, source.input, { offset })];
}
