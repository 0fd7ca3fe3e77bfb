// Resize and Upsample by repetition.
import type { Importing } from '../graph/importing';
import type { NodeSource, Value } from '../graph/node-source';
import { numbersOf } from '../lower/numbers';
import { inFileOrder } from '../lower/pick-channels';
import type { Activation, Real } from '../values/activation';
import { batchOf, viewDims } from '../values/view';
import { imageOf } from './convolution';
import { requireUnpadded, type NodeKinds } from './node-kind';
import { requireImage } from './window';

const ADVICE = 'use nearest-neighbour interpolation by a whole factor: nn.Upsample(scale_factor=2)';

/** By whole factors the nearest number is the repeated one in these modes. */
function requireRepetition(source: NodeSource): void {
  const mode = source.string('mode', 'nearest');
  if (mode !== 'nearest') source.reject('mode nearest', mode, ADVICE);
  const place = source.string('coordinate_transformation_mode', source.op === 'Upsample' ? 'asymmetric' : 'half_pixel');
  const rounding = source.string('nearest_mode', source.op === 'Upsample' ? 'floor' : 'round_prefer_floor');
  const isHalf = ['half_pixel', 'half_pixel_symmetric', 'pytorch_half_pixel'].includes(place);
  if (!(isHalf && rounding.startsWith('round')) && !(place === 'asymmetric' && rounding === 'floor'))
    source.reject('half_pixel with rounding, or asymmetric with floor', `${place} with ${rounding}`, ADVICE);
}

/** [rows, columns], each whole and above 0. */
function readFactors(source: NodeSource, dims: readonly number[]): readonly [number, number] {
  const last = source.op === 'Upsample' ? 1 : source.opset < 11 ? 1 : 2;
  const scales = Array.from(source.optionalConstant(last)?.data ?? []);
  const sizes = Array.from(source.optionalConstant(3)?.data ?? []);
  const factors = scales.length > 0 ? scales : sizes.map((size, axis) => size / dims[axis]);
  const fits = factors.length === 4 && factors.every((factor) => Number.isInteger(factor) && factor >= 1);
  if (fits && factors[0] === 1 && factors[1] === 1) return [factors[2], factors[3]];
  return source.reject('whole factors for rows and columns', `[${factors.join()}]`, ADVICE);
}

/** A step function of repeated numbers is the repeated step function. */
function resize(importing: Importing): Value {
  const { source, layers, name } = importing;
  const activation = inFileOrder(importing, requireUnpadded(source, source.activation(0)));
  requireImage(source, activation);
  requireRepetition(source);
  const [rows, columns] = readFactors(source, viewDims(activation.view));
  const { content } = activation;
  const of = content.type === 'steps' ? content.of : numbersOf(importing, activation);
  const layer = layers.add({ kind: 'upsample', name, inputs: [of.layer], factors: [rows, columns] });
  const image: Activation = imageOf(importing, layer, batchOf(activation.view));
  return content.type === 'steps' ? { ...image, content: { ...content, of: image.content as Real } } : image;
}

const ATTRIBUTES: readonly string[] = [
  ...['mode', 'coordinate_transformation_mode', 'nearest_mode', 'cubic_coeff_a', 'exclude_outside'],
  ...['extrapolation_value', 'antialias', 'axes', 'keep_aspect_ratio_policy'],
];

export const RESIZE: NodeKinds = [
  ['Resize', { importNode: resize, attributes: ATTRIBUTES }],
  ['Upsample', { importNode: resize, attributes: ['mode', 'scales'] }],
];
