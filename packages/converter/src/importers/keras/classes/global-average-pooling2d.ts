import { averagePoolLayer, wholeWindow, type AveragePool } from '@bitplane/model';
import type { LayerSource } from '../layer-source';

export function importGlobalAveragePooling2D(source: LayerSource): AveragePool[] {
  source.require('data_format', 'channels_last');
  // A mean is one pixel here in both forms.
  source.require('keepdims', false, true);
  return [averagePoolLayer(source.name, source.input, wholeWindow(source.shape))];
}
