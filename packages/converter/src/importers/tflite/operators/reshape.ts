// RESHAPE, SQUEEZE, EXPAND_DIMS and TRANSPOSE: what moves no number, and the channel shuffle, which does.
import type { Shape } from '@bitplane/model';
import { selectChannels } from '../../lowering/select-channels';
import { sizeOf, type OperatorSource } from '../operator-source';
import { numbersOf } from '../values/forms';
import { produced } from '../values/produce';
import { FLAT, IMAGE, type Layout, type Value } from '../values/value';

const SHUFFLE = [0, 1, 2, 4, 3];

/** The declared shape of the output decides: the image again, one row of numbers, or channels in groups. */
export function importReshape(source: OperatorSource): Value {
  const input = source.value(0);
  const { dims } = source.output;
  const { layout, shape } = input;
  if (layout.kind === 'exchanged') {
    if (isSameImage(dims, shape)) return shuffled(source, input, layout.groups);
  } else {
    const next = layoutOf(dims, shape);
    if (next !== null) return { ...input, name: source.name, layout: next };
  }
  return source.reject(
    `a reshape of ${sizeOf(shape)} to itself, to one row, or of its channels to groups for a channel shuffle`,
    `[${source.dimsOf(0).join()}] to [${dims.join()}]`,
    'flatten the image, or leave the reshape out',
  );
}

const isSameImage = (dims: readonly number[], { height, width, channels }: Shape): boolean =>
  dims.length === 4 && dims.slice(1).join() === [height, width, channels].join();

/** Null where rows, columns and channels would mix. */
function layoutOf(dims: readonly number[], shape: Shape): Layout | null {
  const { height, width, channels } = shape;
  if (isSameImage(dims, shape)) return IMAGE;
  const sizes = dims.filter((size) => size !== 1);
  const row = height * width * channels;
  if (sizes.length === 0 ? row === 1 : sizes.length === 1 && sizes[0] === row) return FLAT;
  const groups = dims[3];
  const isSplit = dims.length === 5 && dims[1] === height && dims[2] === width && groups * dims[4] === channels;
  return isSplit ? { kind: 'split', groups } : null;
}

/** Exchanges groups and channels within them; or moves only dimensions of 1, which moves no number. */
export function importTranspose(source: OperatorSource): Value {
  const input = source.value(0);
  const order = Array.from(source.constant(1, 'order of dimensions').stored);
  const dims = source.dimsOf(0);
  const { layout } = input;
  if (layout.kind === 'split' && order.join() === SHUFFLE.join())
    return { ...input, name: source.name, layout: { kind: 'exchanged', groups: layout.groups } };
  const moved = order.filter((dimension) => dims[dimension] !== 1);
  const next = layoutOf(source.output.dims, input.shape);
  const isStill = moved.every((dimension, k) => k === 0 || dimension > moved[k - 1]);
  if (order.length === dims.length && isStill && next !== null) return { ...input, name: source.name, layout: next };
  return source.reject(
    'a channel shuffle (reshape to groups, transpose 0,1,2,4,3, reshape back)',
    `order ${order.join()} of [${dims.join()}]`.slice(0, 80),
    'keep images as [batch, height, width, channels]',
  );
}

/** Output channel j·groups + g is input channel g·(channels / groups) + j. */
function shuffled(source: OperatorSource, input: Value, groups: number): Value {
  const { channels } = input.shape;
  const size = channels / groups;
  source.net.spend(channels * channels);
  const order = Array.from({ length: channels }, (_, c) => (c % groups) * size + Math.floor(c / groups));
  const numbers = source.net.add(selectChannels(source.name, numbersOf(source.net, input), order, channels));
  return produced(source, numbers, input.shape);
}
