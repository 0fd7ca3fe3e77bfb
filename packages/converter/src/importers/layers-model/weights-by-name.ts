// Which of the weights that TensorFlow.js saved are which layer's.
import { BitplaneError } from '@bitplane/model';
import type { LayerEntry, WeightOf } from '../keras/network';
import type { Weights } from './weights';

/**
 * TensorFlow.js saves weights under their layer's own name, without those of the models around it: trainable ones
 * first, those of one name in the order of the layers. Throws E_LAYER where that order cannot be known.
 */
export function weightsByName(file: string, layers: readonly LayerEntry[], weights: Weights): WeightOf {
  const sharing = new Map<string, LayerEntry[]>();
  for (const layer of layers) {
    const prefix = layer.path.at(-1)!;
    sharing.set(prefix, (sharing.get(prefix) ?? []).concat(layer));
  }
  for (const [prefix, namesakes] of sharing) requireOneOrder(file, prefix, namesakes);
  return (layer, name) => {
    const prefix = layer.path.at(-1)!;
    return weights.get(`${prefix}/${name}`)?.at(sharing.get(prefix)!.indexOf(layer));
  };
}

function requireOneOrder(file: string, name: string, namesakes: readonly LayerEntry[]): void {
  if (new Set(namesakes.map(({ config }) => config.trainable ?? true)).size <= 1) return;
  const got = `${namesakes.length} of which some are frozen; give each a name of its own`;
  throw new BitplaneError(
    'E_LAYER',
    `${file}: layer ${name}: expected layers of the same name to be all trainable or all frozen, got ${got}`,
  );
}
