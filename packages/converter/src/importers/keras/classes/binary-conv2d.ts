import type { Layer } from '@bitplane/model';
import { binaryLayers } from '../../lowering/binary-layers';
import type { LayerSource } from '../layer-source';
import { readInputPlanes } from '../quantizers/input-planes';
import { kernelPlanes } from '../quantizers/kernel-planes';
import { QuantizerSource } from '../quantizers/quantizer-config';
import { readBias, readGeometry, readKernel } from './convolution';
import { readPadValue } from './padding';

export function importBinaryConv2D(source: LayerSource): Layer[] {
  const geometry = readGeometry(source);
  return binaryLayers({
    name: source.name,
    geometry,
    padValue: readPadValue(source, geometry.window),
    kernelPlanes: kernelPlanes(readKernel(source, geometry), new QuantizerSource(source, 'kernel_quantizer')),
    bias: readBias(source, geometry.filters),
    inputPlanes: readInputPlanes(source),
    reject: (expected, got) => source.reject(expected, got),
  });
}
