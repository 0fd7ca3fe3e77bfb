import type { BatchNorm } from '@bitplane/model';
import type { LayerSource } from '../layer-source';

/** Over channels, with the collected statistics; without `scale` or `center` gamma is 1 or beta 0. */
export function importBatchNormalization(source: LayerSource): BatchNorm[] {
  requireChannelAxis(source);
  source.require('renorm', false);
  const { channels } = source.shape;
  const weight = (name: string) => Float64Array.from(source.weight(name, [channels]));
  return [
    {
      kind: 'batch-norm',
      name: source.name,
      inputs: [source.input],
      gamma: source.boolean('scale', true) ? weight('gamma') : new Float64Array(channels).fill(1),
      beta: source.boolean('center', true) ? weight('beta') : new Float64Array(channels),
      mean: weight('moving_mean'),
      variance: weight('moving_variance'),
      epsilon: source.number('epsilon', 1e-3),
    },
  ];
}

/** The last axis, counted from either end; Keras 2 writes it as a list of one. */
export function requireChannelAxis(source: LayerSource): void {
  const axis = source.attribute('axis') ?? -1;
  const last = source.tensor.isFlat ? 1 : 3;
  const single: unknown = Array.isArray(axis) && axis.length === 1 ? axis[0] : axis;
  if (single !== -1 && single !== last) source.reject(`expected axis -1 or ${last}, the channels`, axis);
}
