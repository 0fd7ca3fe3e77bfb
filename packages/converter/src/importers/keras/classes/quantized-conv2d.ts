import type { Conv2D } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { readBias, readGeometry, readKernel } from './convolution';

/** A convolution whose weights are rounded to 8 bits in every forward pass. */
export function importQuantizedConv2D(source: LayerSource): Conv2D[] {
  source.require('kernel_bits', 8);
  const geometry = readGeometry(source);
  return [
    {
      kind: 'conv2d',
      name: source.name,
      inputs: [source.input],
      ...geometry,
      weights: readKernel(source, geometry).values,
      bias: readBias(source, geometry.filters),
      weightBits: 8,
    },
  ];
}
