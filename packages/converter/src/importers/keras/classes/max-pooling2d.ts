import type { MaxPool } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { readPoolingWindow } from './pooling';

export const importMaxPooling2D = (source: LayerSource): MaxPool[] => [
  { kind: 'max-pool', name: source.name, inputs: [source.input], window: readPoolingWindow(source) },
];
