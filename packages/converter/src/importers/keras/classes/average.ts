import { affineLayer, type Layer } from '@bitplane/model';
import { pairwise } from '../../lowering/pairwise';
import type { LayerSource } from '../layer-source';

/** The mean of tensors of one shape. */
export function importAverage(source: LayerSource): Layer[] {
  const tensors = source.inputs(2).map(({ name }) => name);
  const sum = `${source.name}/sum`;
  const scale = new Float64Array(source.shapes[0].channels).fill(1 / tensors.length);
  return [
    ...pairwise(sum, tensors, (name, inputs): Layer => ({ kind: 'add', name, inputs, element: 'float64' })),
    affineLayer(source.name, sum, { scale }),
  ];
}
