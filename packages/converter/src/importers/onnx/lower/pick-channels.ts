// Some of the channels of an activation, or all in another order.
import { shuffledChannels, type Layer } from '@bitplane/model';
import { selectChannels } from '../../lowering/select-channels';
import type { Importing } from '../graph/importing';
import type { Activation, Real, Steps } from '../values/activation';
import { batchOf, channelOrder, isInOrder, nchwView } from '../values/view';
import { numbersOf } from './numbers';

/** channels: those of the layer's tensor, in the order in which the picked activation has them. */
export function pickChannels(importing: Importing, activation: Activation, channels: readonly number[]): Activation {
  const { content, shape, view } = activation;
  const picked = { ...shape, channels: channels.length };
  const plain = { ...activation, shape: picked, view: nchwView(picked, batchOf(view)).slice(0, view.length) };
  if (content.type !== 'steps')
    return { ...plain, content: pickNumbers(importing, numbersOf(importing, activation), channels) };
  const bounds = content.bounds.length === 1 ? content.bounds : channels.map((channel) => content.bounds[channel]);
  const steps: Steps = { ...content, of: pickNumbers(importing, content.of, channels), bounds };
  return { ...plain, content: steps };
}

/** Exact: numbers are moved, or each is multiplied by 1 and added to zeros. */
function pickNumbers({ layers, name }: Importing, { layer }: Real, channels: readonly number[]): Real {
  const all = layers.typeOf(layer).channels;
  if (channels.length === all && channels.every((channel, k) => channel === k)) return { type: 'real', layer };
  const wanted = layers.freeName(name);
  const groups = shuffleGroups(channels, all);
  const picked: Layer =
    groups === null
      ? selectChannels(wanted, layer, channels, all)
      : { kind: 'channel-shuffle', name: wanted, inputs: [layer], groups };
  return { type: 'real', layer: layers.add(picked) };
}

/** With the layer's channels in the order of the file; itself where they are, or where it is no image. */
export function inFileOrder(importing: Importing, activation: Activation): Activation {
  const order = channelOrder(activation.view, activation.shape);
  if (order === null || isInOrder(order)) return activation;
  const name = importing.layers.freeName(`${importing.name}/shuffle`);
  return pickChannels({ ...importing, name }, activation, Array.from(order));
}

/** The groups of the channel shuffle that gives this order; null where none does. */
export function shuffleGroups(channels: readonly number[], numChannels: number): number | null {
  if (channels.length !== numChannels) return null;
  // The second channel is the first one of the second group.
  const groups = numChannels / channels[1];
  if (!Number.isInteger(groups) || groups < 2) return null;
  return shuffledChannels(numChannels, groups).every((channel, k) => channel === channels[k]) ? groups : null;
}
