import type { ChannelShuffle } from '../../layers/channel-shuffle';
import type { RecordFormat } from './layer-record';

export const channelShuffleRecord: RecordFormat<ChannelShuffle> = {
  kind: 'channel-shuffle',
  code: 17,
  inputs: ['bits', 'float32'],
  outputs: ['bits', 'float32'],
  encode: ({ groups }) => ({ attributes: [groups], sections: [] }),
  decode: ({ name, inputs, attributes }) => ({ kind: 'channel-shuffle', name, inputs, groups: attributes[0] }),
};
