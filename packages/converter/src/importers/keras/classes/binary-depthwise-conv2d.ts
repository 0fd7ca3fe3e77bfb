import type { Layer } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { binaryClassLayers } from './binary-operation';
import { readConvolutionWindow, readDepthwise } from './convolution';
import { readPadValue } from './padding';

export function importBinaryDepthwiseConv2D(source: LayerSource): Layer[] {
  const { geometry, kernel: saved } = readDepthwise(source, readConvolutionWindow(source));
  const { filters, window } = geometry;
  // The trainer's quantizers see [rows, columns, 1, filters], a filter for each channel's multiple.
  const kernel = { ...saved, shape: [...window.size, 1, filters] };
  return binaryClassLayers(source, {
    geometry,
    kernel,
    kernelRole: 'depthwise_quantizer',
    padValue: readPadValue(source),
  });
}
