// Larq's convolutions.
import type { Layer } from '@bitplane/model';
import { larqKernelPlanes } from '../quantizers/larq-kernel-planes';
import { readLarqQuantizer } from '../quantizers/larq-quantizer';
import { quantizedLayers } from '../../lowering/quantized-layers';
import type { LayerSource } from '../layer-source';
import { activated } from './activation';
import { readBias, readConvolutionWindow, readDepthwise, readGeometry, readKernel, readPointwise } from './convolution';
import { larqLayers } from './larq-operation';

export function importQuantConv2D(source: LayerSource): Layer[] {
  const geometry = readGeometry(source);
  const kernel = readKernel(source, geometry);
  const bias = readBias(source, geometry.filters);
  return activated(source, geometry.filters, (name) =>
    larqLayers(source, { name, geometry, kernel, kernelRole: 'kernel_quantizer', bias }),
  );
}

export function importQuantDepthwiseConv2D(source: LayerSource): Layer[] {
  const { geometry, kernel } = readDepthwise(source, readConvolutionWindow(source));
  const bias = readBias(source, geometry.filters);
  return activated(source, geometry.filters, (name) =>
    larqLayers(source, { name, geometry, kernel, kernelRole: 'depthwise_quantizer', bias }),
  );
}

/** What the depthwise convolution makes is not quantized: the pointwise one reads its sums as numbers. */
export function importQuantSeparableConv2D(source: LayerSource): Layer[] {
  const depthwise = readDepthwise(source, readConvolutionWindow(source));
  const pointwise = readPointwise(source, depthwise.geometry.filters);
  const quantizer = readLarqQuantizer(source, 'pointwise_quantizer');
  const sums = `${source.name}/depthwise`;
  const bias = readBias(source, pointwise.geometry.filters);
  const first = larqLayers(source, { name: sums, ...depthwise, kernelRole: 'depthwise_quantizer', bias: null });
  const element = first.at(-1)?.kind === 'binary-conv2d' ? 'int32' : 'float64';
  return activated(source, pointwise.geometry.filters, (name) => [
    ...first,
    ...quantizedLayers({
      ...{ name, geometry: pointwise.geometry, bias, padValue: 0, inputPlanes: null },
      input: { ...source.tensor, name: sums, element, channels: depthwise.geometry.filters },
      kernel: pointwise.kernel.values,
      kernelPlanes: quantizer && larqKernelPlanes(pointwise.kernel, quantizer),
      reject: (expected, got) => source.reject(expected, got),
    }),
  ]);
}
