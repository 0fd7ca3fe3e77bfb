import type { Layer } from '@bitplane/model';
import { binaryLayers } from '../../lowering/binary-layers';
import { toOhwi } from '../../lowering/to-ohwi';
import type { LayerSource } from '../layer-source';
import { readInputPlanes } from '../quantizers/input-planes';
import { kernelPlanes } from '../quantizers/kernel-planes';
import { QuantizerSource } from '../quantizers/quantizer-config';
import { readBias, readConvolutionWindow } from './convolution';
import { readPadValue } from './padding';

/**
 * A convolution with a group for each channel; channel c makes the filters c·multiplier … c·multiplier + multiplier −
 * 1.
 */
export function importBinaryDepthwiseConv2D(source: LayerSource): Layer[] {
  const window = readConvolutionWindow(source);
  const { channels } = source.shape;
  const multiplier = source.positiveInteger('depth_multiplier', 1);
  const filters = channels * multiplier;
  const saved = source.weight('depthwise_kernel', [...window.size, channels, multiplier]);
  // [rows, columns, channels, multiplier] is [rows, columns, 1, filters] in memory: so the quantizer sees it as well.
  const kernel = { values: toOhwi(saved, filters), filters, shape: [...window.size, 1, filters] };
  return binaryLayers({
    name: source.name,
    geometry: { filters, window, groups: channels },
    padValue: readPadValue(source, window),
    kernelPlanes: kernelPlanes(kernel, new QuantizerSource(source, 'depthwise_quantizer')),
    bias: readBias(source, filters),
    inputPlanes: readInputPlanes(source),
    reject: (expected, got) => source.reject(expected, got),
  });
}
