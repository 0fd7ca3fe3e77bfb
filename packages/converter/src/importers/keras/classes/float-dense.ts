import type { Layer } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { activated } from './activation';
import { readBias } from './convolution';
import { readPixelwiseDense } from './dense';
import { floatLayers } from './float-convolutions';

export function importDense(source: LayerSource): Layer[] {
  const { geometry, kernel } = readPixelwiseDense(source);
  const bias = readBias(source, geometry.filters);
  return activated(source, geometry.filters, (name) => floatLayers(source, { name, geometry, kernel, bias }));
}
