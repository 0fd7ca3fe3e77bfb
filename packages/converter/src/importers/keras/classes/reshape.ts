// Reshape and Permute, as far as they leave an image one: rows of numbers and back, and channels in groups, which a
// shuffle exchanges.
import { affineLayer, type Layer } from '@bitplane/model';
import { selectChannels } from '../../lowering/select-channels';
import type { LayerSource, SourceTensor } from '../layer-source';

/** How Keras sees a tensor after it: as a row of numbers, or with its channels in this many groups. */
export type View = Pick<SourceTensor, 'isFlat' | 'groups'>;

const NEXT =
  'only rows of numbers and back can be reshaped, and [height, width, groups, channels] for a shuffle of channels: leave it out';

/** Moves no number. Throws E_LAYER for a shape that is no view of the image. */
export function viewAfterReshape(source: LayerSource): View {
  const { height, width, channels } = source.tensor;
  const target = targetShape(source, height * width * channels);
  const isImage = (sizes: readonly number[]): boolean => sizes.join() === [height, width, channels].join();
  if (target.length === 1) return { isFlat: true, groups: null };
  if (target.length === 3 && isImage(target)) return { isFlat: false, groups: null };
  const [rows, columns, groups, size] = target;
  if (target.length === 4 && isImage([rows, columns, groups * size])) return { isFlat: false, groups };
  return source.reject(`expected a reshape of ${height}×${width}×${channels} that keeps its pixels`, target, NEXT);
}

/** With one −1 for the size that is left over. */
function targetShape(source: LayerSource, numElements: number): readonly number[] {
  const value = source.attribute('target_shape');
  const sizes = Array.isArray(value) ? (value as unknown[]) : [];
  const isRight = sizes.every((size) => Number.isSafeInteger(size) && ((size as number) > 0 || size === -1));
  const known = (sizes as number[]).filter((size) => size !== -1).reduce((product, size) => product * size, 1);
  const isOpen = sizes.filter((size) => size === -1).length === 1;
  if (!isRight || sizes.length === 0 || (isOpen ? numElements % known !== 0 : known !== numElements))
    source.reject(`expected target_shape to be the sizes of ${numElements} numbers`, value, NEXT);
  return (sizes as number[]).map((size) => (size === -1 ? numElements / known : size));
}

/** […, groups, n] → […, n, groups]: output channel j·groups + i is input channel i·n + j. */
export function importPermute(source: LayerSource): Layer[] {
  const { name, tensor } = source;
  const { groups, channels } = tensor;
  const dims = source.attribute('dims');
  const isSame = Array.isArray(dims) && dims.every((dim, axis) => dim === axis + 1);
  if (isSame) return [];
  if (groups === null || !Array.isArray(dims) || dims.join() !== '1,2,4,3')
    return source.reject('expected dims [1, 2, 4, 3] of channels in groups', dims, NEXT);
  const order = Array.from({ length: channels }, (_, c) => (c % groups) * (channels / groups) + Math.floor(c / groups));
  if (tensor.element !== 'int32') return [selectChannels(name, tensor.name, order, channels)];
  const numbers = `${name}/numbers`;
  return [affineLayer(numbers, tensor.name), selectChannels(name, numbers, order, channels)];
}

/** The groups and what is in them have changed places. */
export function viewAfterPermute(source: LayerSource): View {
  const { isFlat, groups, channels } = source.tensor;
  const dims = source.attribute('dims');
  const isExchanged = groups !== null && Array.isArray(dims) && dims.join() === '1,2,4,3';
  return { isFlat, groups: isExchanged ? channels / groups : groups };
}
