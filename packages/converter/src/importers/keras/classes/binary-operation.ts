// What the trainer's binary layers have in common: a quantizer of the input and one of the kernel.
import type { Layer } from '@bitplane/model';
import type { Geometry } from '../../lowering/geometry';
import { quantizedLayers } from '../../lowering/quantized-layers';
import type { LayerSource } from '../layer-source';
import { readInputPlanes } from '../quantizers/input-planes';
import { kernelPlanes, type Kernel } from '../quantizers/kernel-planes';
import { QuantizerSource, type QuantizerRole } from '../quantizers/quantizer-config';
import { readBias } from './convolution';
import { isPadded } from './padding';

export interface BinaryClass {
  readonly geometry: Geometry;
  readonly kernel: Kernel;
  readonly kernelRole: QuantizerRole;
  readonly padValue: 0 | 1 | -1;
}

export function binaryClassLayers(
  source: LayerSource,
  { geometry, kernel, kernelRole, padValue }: BinaryClass,
): Layer[] {
  const padsZeros = padValue === 0 && isPadded(geometry.window.padding);
  return quantizedLayers({
    ...{ name: source.name, input: source.tensor, geometry, padValue, kernel: kernel.values },
    inputPlanes: readInputPlanes(source, { padsZeros, padValue }),
    kernelPlanes: kernelPlanes(kernel, new QuantizerSource(source, kernelRole)),
    bias: readBias(source, geometry.filters),
    reject: (expected, got) => source.reject(expected, got),
  });
}
