import type { Layer } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { kernelPlanes } from '../quantizers/kernel-planes';
import { QuantizerSource } from '../quantizers/quantizer-config';
import { toOhwi } from '../to-ohwi';
import { binaryLayers } from './binary-layers';
import { readBias, readConvolutionWindow } from './convolution';
import { readPadValue } from './padding';

/** A scale over "a filter" would mean another thing here than in a convolution. */
const WITHOUT_SCALES = ['sign', 'approx-sign', 'swish-sign', 'ste-tern', 'ste-heaviside'];

/** A convolution with a group for each channel; channel c makes the filters c·multiplier … c·multiplier + multiplier − 1. */
export function importBinaryDepthwiseConv2D(source: LayerSource): Layer[] {
  const quantizer = new QuantizerSource(source, 'depthwise_quantizer');
  if (!WITHOUT_SCALES.includes(quantizer.name)) {
    source.refuse(`expected depthwise_quantizer ${WITHOUT_SCALES.join(' or ')}`, quantizer.name);
  }
  const window = readConvolutionWindow(source);
  const { channels } = source.shape;
  const multiplier = source.positiveInteger('depth_multiplier', 1);
  const filters = channels * multiplier;
  const shape = [...window.size, channels, multiplier];
  // [rows, columns, channels, multiplier] is [rows, columns, filters] in memory: one input channel for each filter.
  const values = toOhwi(source.weight('depthwise_kernel', shape), filters);
  return binaryLayers(source, {
    geometry: { filters, window, groups: channels },
    padValue: readPadValue(source),
    planes: kernelPlanes({ values, filters, shape }, quantizer),
    bias: readBias(source, filters),
  });
}
