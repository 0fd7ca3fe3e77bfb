import type { Layer } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { kernelPlanes } from '../quantizers/kernel-planes';
import { QuantizerSource } from '../quantizers/quantizer-config';
import { binaryLayers } from '../../lowering/binary-layers';
import { readBias, readGeometry, readKernel } from './convolution';
import { readPadValue } from './padding';

export function importBinaryConv2D(source: LayerSource): Layer[] {
  const geometry = readGeometry(source);
  return binaryLayers(source, {
    geometry,
    padValue: readPadValue(source, geometry.window),
    planes: kernelPlanes(readKernel(source, geometry), new QuantizerSource(source, 'kernel_quantizer')),
    bias: readBias(source, geometry.filters),
  });
}
