import { affineLayer, type Affine } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { requireChannelAxis } from './batch-normalization';

/** Keras divides by no less. */
const MIN_DEVIATION = 1e-7;

/** y = (x − mean)/√variance with the statistics of the training images. */
export function importNormalization(source: LayerSource): Affine[] {
  requireChannelAxis(source);
  source.require('invert', false);
  const [mean, variance] = [statistic(source, 'mean'), statistic(source, 'variance')];
  const scale = variance.map((value) => 1 / Math.max(Math.sqrt(value), MIN_DEVIATION));
  return [affineLayer(source.name, source.input, { scale, offset: scale.map((factor, c) => -mean[c] * factor) })];
}

/** An attribute where it was given, else a weight; one number stands for all channels. */
function statistic(source: LayerSource, name: 'mean' | 'variance'): Float64Array {
  const { channels } = source.shape;
  const given = source.attribute(name);
  if (given === null) return Float64Array.from(source.weight(name, [channels]));
  const values = (Array.isArray(given) ? given.flat(Infinity) : [given]) as unknown[];
  const isRight = values.every((value) => typeof value === 'number' && Number.isFinite(value));
  if (!isRight || (values.length !== 1 && values.length !== channels))
    source.reject(`expected ${name} to be a number, or one for each of ${channels} channels`, given);
  return Float64Array.from({ length: channels }, (_, c) => values[values.length === 1 ? 0 : c] as number);
}
