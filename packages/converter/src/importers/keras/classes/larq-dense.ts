import type { Layer } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { activated } from './activation';
import { readBias } from './convolution';
import { readPixelwiseDense } from './dense';
import { larqLayers } from './larq-operation';

export function importQuantDense(source: LayerSource): Layer[] {
  const { geometry, kernel } = readPixelwiseDense(source);
  const bias = readBias(source, geometry.filters);
  return activated(source, geometry.filters, (name) =>
    larqLayers(source, { name, geometry, kernel, kernelRole: 'kernel_quantizer', bias }),
  );
}
