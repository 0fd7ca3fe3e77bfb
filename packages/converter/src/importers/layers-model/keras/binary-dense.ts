import type { Layer } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { kernelPlanes } from '../quantizers/kernel-planes';
import { QuantizerSource } from '../quantizers/quantizer-config';
import { toOhwi } from '../../lowering/to-ohwi';
import { binaryLayers } from '../../lowering/binary-layers';
import { readBias } from './convolution';
import { readDenseShape } from './dense';

/** A convolution whose window is the whole image. */
export function importBinaryDense(source: LayerSource): Layer[] {
  const { units, numInputs, window } = readDenseShape(source);
  const shape = [numInputs, units];
  const kernel = { values: toOhwi(source.weight('kernel', shape), units), filters: units, shape };
  return binaryLayers(source, {
    geometry: { filters: units, window, groups: 1 },
    padValue: 0,
    planes: kernelPlanes(kernel, new QuantizerSource(source, 'kernel_quantizer')),
    bias: readBias(source, units),
  });
}
