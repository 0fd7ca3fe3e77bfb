import type { Layer } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { pairwise } from '../../lowering/pairwise';

/** The sum of tensors of one shape: what closes a shortcut. */
export function importAdd(source: LayerSource): Layer[] {
  const tensors = source.inputs(2).map(({ name }) => name);
  return pairwise(source.name, tensors, (name, inputs) => ({ kind: 'add', name, inputs, element: 'float64' }));
}
