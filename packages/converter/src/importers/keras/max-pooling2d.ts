import type { MaxPool } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { resolvePadding } from './padding';

export function importMaxPooling2D(source: LayerSource): MaxPool[] {
  source.demand('data_format', 'channels_last');
  const dilation = source.pair('dilation_rate', 1);
  if (dilation.join() !== '1,1') source.refuse('expected a pooling without dilation', dilation);
  const size = source.pair('pool_size', 2);
  const stride = source.attribute('strides') === null ? size : source.pair('strides', 2);
  const window = resolvePadding(source, { size, stride, dilation });
  return [{ kind: 'max-pool', name: source.name, inputs: [source.input], window }];
}
