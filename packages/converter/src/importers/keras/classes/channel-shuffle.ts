import type { ChannelShuffle } from '@bitplane/model';
import type { LayerSource } from '../layer-source';

/** Channels of groups in turn. Throws E_LAYER for groups that do not divide the channels, and for a flattened image. */
export function importChannelShuffle(source: LayerSource): ChannelShuffle[] {
  const groups = source.positiveInteger('groups');
  const { channels } = source.shape;
  if (channels % groups !== 0) source.reject(`expected groups to divide ${channels} channels`, groups);
  return [{ kind: 'channel-shuffle', name: source.name, inputs: [source.input], groups }];
}
