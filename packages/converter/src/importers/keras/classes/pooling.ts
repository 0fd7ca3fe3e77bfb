// What the two poolings with a window have in common.
import type { Window } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { resolvePadding } from './padding';

/** What readPoolingWindow reads. */
export const POOLING_KEYS: readonly string[] = ['pool_size', 'strides', 'padding', 'dilation_rate', 'data_format'];

export function readPoolingWindow(source: LayerSource): Window {
  source.require('data_format', 'channels_last');
  const dilation = source.pair('dilation_rate', 1);
  if (dilation.join() !== '1,1') source.reject('expected a pooling without dilation', dilation);
  const size = source.pair('pool_size', 2);
  const stride = source.attribute('strides') === null ? size : source.pair('strides', 2);
  return resolvePadding(source, { size, stride, dilation });
}
