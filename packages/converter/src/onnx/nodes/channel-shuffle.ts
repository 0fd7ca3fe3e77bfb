// Channels of groups in turn.
import { shuffledChannels, type ChannelShuffle } from '@bitplane/model';
import type { LayerScope } from '../layer-scope';
import type { OnnxNode } from './onnx-node';

const CHANNEL_AXIS = 1;

/** The same node for signs and for numbers: whole planes of pixels are copied. */
export const channelShuffleNode: OnnxNode<ChannelShuffle> = {
  kind: 'channel-shuffle',

  addNodes(scope, { groups }, [x]) {
    addGather(scope, x.name, shuffledChannels(x.channels, groups));
    return x.bound;
  },

  /** Rounds nothing. */
  roundingError: (_layer, { inputErrors: [inputError] }) => inputError,

  /** What is still to be applied to a channel goes with it. */
  addTwinNodes(scope, { groups }, [x]) {
    const sources = shuffledChannels(x.type.channels, groups);
    const moved = (values: Float64Array) => Float64Array.from(sources, (source) => values[source]);
    const pending = x.pending && { scale: moved(x.pending.scale), offset: moved(x.pending.offset) };
    return { ...x, pending, name: addGather(scope, x.name, sources) };
  },
};

const addGather = (scope: LayerScope, x: string, sources: readonly number[]): string =>
  scope.output('Gather', [x, scope.int64('sources', sources)], { axis: CHANNEL_AXIS });
