import type { Relu } from '@bitplane/model';
import { adviceForActivation } from '../advice';
import type { LayerSource } from '../layer-source';

export function importRelu(source: LayerSource): Relu[] {
  source.require('max_value', null);
  source.require('negative_slope', 0);
  source.require('threshold', 0);
  return [{ kind: 'relu', name: source.name, inputs: [source.input] }];
}

const activationOf = (source: LayerSource): unknown => source.attribute('activation') ?? 'linear';

/** `linear` does nothing. */
export const importActivation = (source: LayerSource): Relu[] =>
  activationOf(source) === 'relu' ? [{ kind: 'relu', name: source.name, inputs: [source.input] }] : [];

/** Throws E_LAYER for an activation that cannot be exported, and for any in a layer that has a kernel. */
export function requireKnownActivation(source: LayerSource): void {
  const activation = activationOf(source);
  if (activation === 'linear') return;
  const isOwnLayer = source.className === 'Activation';
  if (activation !== 'relu') {
    const next = adviceForActivation(activation);
    source.reject('expected activation "linear" or "relu"', activation, next);
  }
  if (!isOwnLayer) source.reject('expected activation "linear"', activation, 'put tf.layers.reLU() after it instead');
}
