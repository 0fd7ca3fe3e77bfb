import type { Layer } from '@bitplane/model';
import { binaryLayers } from '../../lowering/binary-layers';
import { toOhwi } from '../../lowering/to-ohwi';
import type { LayerSource } from '../layer-source';
import { readInputPlanes } from '../quantizers/input-planes';
import { kernelPlanes } from '../quantizers/kernel-planes';
import { QuantizerSource } from '../quantizers/quantizer-config';
import { readBias } from './convolution';
import { readDenseShape } from './dense';

/** A convolution whose window is the whole image. */
export function importBinaryDense(source: LayerSource): Layer[] {
  const { units, numInputs, window } = readDenseShape(source);
  const shape = [numInputs, units];
  const kernel = { values: toOhwi(source.weight('kernel', shape), units), filters: units, shape };
  return binaryLayers({
    name: source.name,
    geometry: { filters: units, window, groups: 1 },
    padValue: 0,
    kernelPlanes: kernelPlanes(kernel, new QuantizerSource(source, 'kernel_quantizer')),
    bias: readBias(source, units),
    inputPlanes: readInputPlanes(source),
    reject: (expected, got) => source.reject(expected, got),
  });
}
