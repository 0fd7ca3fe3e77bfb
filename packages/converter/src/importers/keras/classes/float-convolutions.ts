// Keras's convolutions of floats.
import type { Layer } from '@bitplane/model';
import { quantizedLayers } from '../../lowering/quantized-layers';
import type { LayerSource } from '../layer-source';
import { activated } from './activation';
import { readBias, readConvolutionWindow, readDepthwise, readGeometry, readKernel, readPointwise } from './convolution';
import type { LarqOperation } from './larq-operation';

type Operation = Omit<LarqOperation, 'kernelRole'>;

export function importConv2D(source: LayerSource): Layer[] {
  const geometry = readGeometry(source);
  const kernel = readKernel(source, geometry);
  const bias = readBias(source, geometry.filters);
  return activated(source, geometry.filters, (name) => floatLayers(source, { name, geometry, kernel, bias }));
}

export function importDepthwiseConv2D(source: LayerSource): Layer[] {
  const { geometry, kernel } = readDepthwise(source, readConvolutionWindow(source));
  const bias = readBias(source, geometry.filters);
  return activated(source, geometry.filters, (name) => floatLayers(source, { name, geometry, kernel, bias }));
}

/** One after the other, with nothing between them. */
export function importSeparableConv2D(source: LayerSource): Layer[] {
  const depthwise = readDepthwise(source, readConvolutionWindow(source));
  const pointwise = readPointwise(source, depthwise.geometry.filters);
  const { filters } = pointwise.geometry;
  const first = `${source.name}/depthwise`;
  const bias = readBias(source, filters);
  return activated(source, filters, (name) => [
    ...floatLayers(source, { name: first, ...depthwise, bias: null }),
    ...floatLayers(source, { name, ...pointwise, bias }, first),
  ]);
}

/** @param from the tensor that it reads, of numbers; the layer's own input where it is not given. */
export function floatLayers(source: LayerSource, operation: Operation, from?: string): Layer[] {
  const { name, geometry, kernel, bias } = operation;
  return quantizedLayers({
    ...{ name, geometry, bias, kernel: kernel.values, kernelPlanes: null, inputPlanes: null, padValue: 0 },
    input: from === undefined ? source.tensor : { ...source.tensor, name: from, element: 'float64' },
    reject: (expected, got) => source.reject(expected, got),
  });
}
