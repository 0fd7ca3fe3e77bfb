import type { PRelu } from '@bitplane/model';
import type { LayerSource } from '../layer-source';

/** One slope for each element, or for each channel when rows and columns share it. */
export function importPRelu(source: LayerSource): PRelu[] {
  const { height, width, channels } = source.shape;
  const shared = source.attribute('shared_axes');
  const axes = Array.isArray(shared) ? shared.join() : '';
  const perElement = axes === '';
  if (!perElement && axes !== '1,2') source.reject('expected shared_axes [1, 2] or none', shared);
  const shape = perElement ? [height, width, channels] : [1, 1, channels];
  const slopes = Float64Array.from(source.weight('alpha', shape));
  return [{ kind: 'prelu', name: source.name, inputs: [source.input], element: 'float64', slopes, perElement }];
}
