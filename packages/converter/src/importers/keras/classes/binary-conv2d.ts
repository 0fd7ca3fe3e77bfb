import type { Layer } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { binaryClassLayers } from './binary-operation';
import { readGeometry, readKernel } from './convolution';
import { readPadValue } from './padding';

export function importBinaryConv2D(source: LayerSource): Layer[] {
  const geometry = readGeometry(source);
  const kernel = readKernel(source, geometry);
  return binaryClassLayers(source, {
    geometry,
    kernel,
    kernelRole: 'kernel_quantizer',
    padValue: readPadValue(source),
  });
}
