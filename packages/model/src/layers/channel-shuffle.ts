// Lets the channels of groups take turns, so that the next layer's groups see all of them.
import { zeros, type TensorOf } from '../tensor';
import { requireInput, requireInteger, reject } from './require';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';

/**
 * [h, w, C] → [h, w, C]: a pixel's channels as [groups, C / groups], transposed. Output channel j·groups + i is input
 * channel i·(C / groups) + j. Keeps the element type (bits, int32, float32 or float64).
 * Source: Zhang et al., "ShuffleNet", arXiv:1707.01083, section 3.1.
 */
export interface ChannelShuffle extends LayerBase {
  readonly kind: 'channel-shuffle';
  /** Divides the channels. */
  readonly groups: number;
}

/** The input channel that each output channel is a copy of. */
export const shuffledChannels = (channels: number, groups: number): number[] =>
  Array.from({ length: channels }, (_, c) => (c % groups) * (channels / groups) + Math.floor(c / groups));

export const channelShuffle: LayerKind<ChannelShuffle> = {
  kind: 'channel-shuffle',

  outputType(layer, inputs) {
    const input = requireInput(layer, inputs, ['bits', 'int32', 'float32', 'float64']);
    requireInteger(layer, 'groups', layer.groups, 1);
    if (input.channels % layer.groups !== 0) {
      reject(layer, { attribute: 'groups', expected: `a divisor of ${input.channels} channels`, got: layer.groups });
    }
    return input;
  },

  inNumbers: {
    why: 'moves numbers of several planes between channels',
    change: 'take the sign before the shuffle',
  },

  cost: () => noMacs({}),

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<'float64'>;
    const output = zeros(input.element, this.outputType(layer, inputs));
    const { channels } = output;
    const sources = shuffledChannels(channels, layer.groups);
    for (let first = 0; first < output.data.length; first += channels) {
      for (let c = 0; c < channels; c++) output.data[first + c] = input.data[first + sources[c]];
    }
    return output;
  },
};
