import type { Conv2D } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { readBias, readConvolutionWindow, readDepthwise } from './convolution';

/** A depthwise convolution whose weights are rounded to 8 bits in every forward pass. */
export function importQuantizedDepthwiseConv2D(source: LayerSource): Conv2D[] {
  source.require('kernel_bits', 8);
  const { geometry, kernel } = readDepthwise(source, readConvolutionWindow(source));
  return [
    {
      ...{ kind: 'conv2d', name: source.name, inputs: [source.input], ...geometry },
      ...{ weights: kernel.values, bias: readBias(source, geometry.filters), weightBits: 8 },
    },
  ];
}
