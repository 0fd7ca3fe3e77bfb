// What the two convolution classes have in common.
import type { Affine, Window } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { resolvePadding } from './padding';

export interface Geometry {
  readonly filters: number;
  readonly window: Window;
  readonly groups: number;
}

export function readGeometry(source: LayerSource): Geometry {
  source.demand('data_format', 'channels_last');
  source.demand('activation', null, 'linear');
  const filters = source.positiveInteger('filters');
  const groups = source.positiveInteger('groups', 1);
  const { channels } = source.shape;
  if (filters % groups !== 0 || channels % groups !== 0) {
    source.refuse(`expected groups to divide ${channels} channels and ${filters} filters`, groups);
  }
  const size = source.pair('kernel_size', 1);
  const [stride, dilation] = [source.pair('strides', 1), source.pair('dilation_rate', 1)];
  return { filters, groups, window: resolvePadding(source, { size, stride, dilation }) };
}

/** The kernel, HWIO as TensorFlow stores it, turned to OHWI. */
export function readKernel(source: LayerSource, { filters, groups, window }: Geometry): Float32Array {
  const [rows, columns] = window.size;
  const channels = source.shape.channels / groups;
  const hwio = source.weight('kernel', [rows, columns, channels, filters]);
  const length = hwio.length / filters;
  const ohwi = new Float32Array(hwio.length);
  for (let filter = 0; filter < filters; filter++) {
    for (let k = 0; k < length; k++) ohwi[filter * length + k] = hwio[k * filters + filter];
  }
  return ohwi;
}

/** Null without a bias. */
export function readBias(source: LayerSource, { filters }: Geometry): Float64Array | null {
  return source.boolean('use_bias', true) ? Float64Array.from(source.weight('bias', [filters])) : null;
}

/** The bias of a layer whose sums are integers is a layer of its own. */
export const biasLayer = (name: string, sums: string, offset: Float64Array): Affine => ({
  kind: 'affine',
  name,
  inputs: [sums],
  element: 'float64',
  scale: null,
  offset,
});
