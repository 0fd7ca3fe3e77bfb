// Layers whose output channel depends on the same channel of the input alone, and is constant where that is.
import type { BitMaxPool, Layer, Upsample } from '@bitplane/model';
import type { ChannelRule, Keep } from '../channel-rule';
import { select } from './select';

const rule = <Known extends Layer>(
  kind: Known['kind'],
  slice: (layer: Known, channels: number, kept: readonly number[]) => Known,
): ChannelRule<Known> => ({
  kind,
  constants: (_, { constants }) => constants[0],
  spread: (_, keep) => tie(keep),
  slice: (layer, kept, { inputs }) => ({ layer: slice(layer, inputs[0].channels, kept.output), moved: null }),
});

/** A channel of the output stays where that of the input does. */
export function tie({ inputs: [input], output }: Keep): void {
  for (let c = 0; c < output.length; c++) input[c] = output[c] = input[c] | output[c];
}

export const bitMaxPoolRule = rule<BitMaxPool>('bit-max-pool', (layer, channels, kept) => ({
  ...layer,
  minimum: select(layer.minimum, channels, kept),
}));

export const upsampleRule = rule<Upsample>('upsample', (layer) => layer);
