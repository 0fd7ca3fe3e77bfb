import { averagePoolLayer, type AveragePool } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { readPoolingWindow } from './pooling';

/** Padded taps count neither in the sum nor in what it is divided by, as in TensorFlow. */
export const importAveragePooling2D = (source: LayerSource): AveragePool[] => [
  averagePoolLayer(source.name, source.input, readPoolingWindow(source)),
];
