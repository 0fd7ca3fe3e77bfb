import { affineLayer, type Layer } from '@bitplane/model';
import type { LayerSource } from '../layer-source';

/** By repetition: what lies between pixels is not made up. */
export function importUpSampling2D(source: LayerSource): Layer[] {
  source.require('data_format', 'channels_last');
  source.require('interpolation', 'nearest');
  const factors = source.pair('size', 2);
  const { name, tensor } = source;
  if (tensor.element !== 'int32') return [{ kind: 'upsample', name, inputs: [tensor.name], factors }];
  const numbers = `${name}/numbers`;
  return [affineLayer(numbers, tensor.name), { kind: 'upsample', name, inputs: [numbers], factors }];
}
