import type { Relu } from '@bitplane/model';
import type { LayerSource } from '../layer-source';

export function importRelu(source: LayerSource): Relu[] {
  source.demand('max_value', null);
  return [{ kind: 'relu', name: source.name, inputs: [source.input] }];
}

/** `linear` does nothing. */
export function importActivation(source: LayerSource): Relu[] {
  return source.demand('activation', 'linear', 'relu') === 'relu' ? importRelu(source) : [];
}
