import type { BitMaxPool, MaxPool, Window } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { readPoolingWindow } from './pooling';

export const importMaxPooling2D = (source: LayerSource): (MaxPool | BitMaxPool)[] => [
  maxPoolLayer(source, readPoolingWindow(source)),
];

/** Of signs: +1 where any of them is. */
export function maxPoolLayer({ name, tensor }: LayerSource, window: Window): MaxPool | BitMaxPool {
  const inputs = [tensor.name];
  if (tensor.element !== 'bits') return { kind: 'max-pool', name, inputs, window };
  return { kind: 'bit-max-pool', name, inputs, window, minimum: new Uint8Array(tensor.channels) };
}
