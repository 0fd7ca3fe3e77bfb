import { wholeWindow, type Layer } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { maxPoolLayer } from './max-pooling2d';

export function importGlobalMaxPooling2D(source: LayerSource): Layer[] {
  source.require('data_format', 'channels_last');
  source.require('keepdims', false, true);
  return [maxPoolLayer(source, wholeWindow(source.shape))];
}
