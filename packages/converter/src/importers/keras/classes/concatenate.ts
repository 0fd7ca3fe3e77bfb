import { affineLayer, type Layer, type Shape } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { pairwise } from '../../lowering/pairwise';

/**
 * The channels of one tensor after those of another. Throws E_LAYER for flattened images: theirs are not channels any
 * more.
 */
export function importConcatenate(source: LayerSource): Layer[] {
  source.require('axis', -1, 3);
  const inputs = source.inputs(2);
  const sizes = source.shapes.map(sizeOf);
  if (new Set(sizes).size > 1) source.reject('expected inputs of the same height and width', sizes.join(', '));
  // Sums of integers are treated as numbers beside numbers.
  const sums = inputs.filter(({ element }) => element === 'int32').map(({ name }) => name);
  const converted = (sum: string): string => `${source.name}/${sum}`;
  const conversions = [...new Set(sums)].map((sum): Layer => affineLayer(converted(sum), sum));
  const tensors = inputs.map(({ name }) => (sums.includes(name) ? converted(name) : name));
  return [...conversions, ...pairwise(source.name, tensors, (name, pair) => ({ kind: 'concat', name, inputs: pair }))];
}

const sizeOf = ({ height, width }: Shape): string => `${height}×${width}`;
