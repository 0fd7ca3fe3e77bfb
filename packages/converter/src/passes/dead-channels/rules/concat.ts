import type { Concat } from '@bitplane/model';
import type { ChannelRule } from '../channel-rule';

/** The output's channels are those of one input, then those of the other. */
export const concatRule: ChannelRule<Concat> = {
  kind: 'concat',
  constants: (_, { constants }) => constants.flat(),
  spread(_, { inputs, output }) {
    let first = 0;
    for (const input of inputs) {
      for (let c = 0; c < input.length; c++) input[c] = output[first + c] = input[c] | output[first + c];
      first += input.length;
    }
  },
  slice: (layer) => ({ layer, moved: null }),
};
