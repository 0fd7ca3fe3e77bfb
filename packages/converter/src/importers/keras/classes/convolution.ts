// What the convolution classes have in common.
import type { Window } from '@bitplane/model';
import type { Geometry } from '../../lowering/geometry';
import { toOhwi } from '../../lowering/to-ohwi';
import type { LayerSource } from '../layer-source';
import type { Kernel } from '../quantizers/kernel-planes';
import { resolvePadding } from './padding';

/** What readConvolutionWindow and readBias read. */
export const CONVOLUTION_KEYS: readonly string[] = [
  ...['kernel_size', 'strides', 'padding', 'dilation_rate'],
  ...['data_format', 'activation', 'use_bias'],
];

/** The window of a layer with `kernel_size`, `strides`, `dilation_rate` and `padding`. */
export function readConvolutionWindow(source: LayerSource): Window {
  source.require('data_format', 'channels_last');
  const size = source.pair('kernel_size', 1);
  const [stride, dilation] = [source.pair('strides', 1), source.pair('dilation_rate', 1)];
  return resolvePadding(source, { size, stride, dilation });
}

export function readGeometry(source: LayerSource): Geometry {
  const window = readConvolutionWindow(source);
  const filters = source.positiveInteger('filters');
  const groups = source.positiveInteger('groups', 1);
  const { channels } = source.shape;
  if (filters % groups !== 0 || channels % groups !== 0) {
    source.reject(`expected groups to divide ${channels} channels and ${filters} filters`, groups);
  }
  return { filters, groups, window };
}

export function readKernel(source: LayerSource, { filters, groups, window }: Geometry): Kernel {
  const shape = [...window.size, source.shape.channels / groups, filters];
  return { values: toOhwi(source.weight('kernel', shape), filters), filters, shape };
}

/** A group for each channel; channel c makes the filters c·multiplier … c·multiplier + multiplier − 1. */
export function readDepthwise(source: LayerSource, window: Window): { geometry: Geometry; kernel: Kernel } {
  const { channels } = source.shape;
  const multiplier = source.positiveInteger('depth_multiplier', 1);
  const filters = channels * multiplier;
  const shape = [...window.size, channels, multiplier];
  // [rows, columns, channels, multiplier] is [rows, columns, 1, filters] in memory.
  const values = toOhwi(source.weight('depthwise_kernel', shape), filters);
  return { geometry: { filters, window, groups: channels }, kernel: { values, filters, shape } };
}

/** The 1×1 convolution at the end of a separable one. */
export function readPointwise(source: LayerSource, channels: number): { geometry: Geometry; kernel: Kernel } {
  const filters = source.positiveInteger('filters');
  const shape = [1, 1, channels, filters];
  const values = toOhwi(source.weight('pointwise_kernel', shape), filters);
  return { geometry: { filters, window: ONE_PIXEL, groups: 1 }, kernel: { values, filters, shape } };
}

export const ONE_PIXEL: Window = {
  size: [1, 1],
  stride: [1, 1],
  dilation: [1, 1],
  padding: { top: 0, left: 0, bottom: 0, right: 0 },
};

/** Null without a bias. */
export function readBias(source: LayerSource, filters: number): Float64Array | null {
  return source.boolean('use_bias', true) ? Float64Array.from(source.weight('bias', [filters])) : null;
}
