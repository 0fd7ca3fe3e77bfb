import type { BitMaxPool } from '../../layers/bit-max-pool';
import { bitsIn, bitsSection, windowAttributes, windowIn, type RecordFormat } from './layer-record';

export const bitMaxPoolRecord: RecordFormat<BitMaxPool> = {
  kind: 'bit-max-pool',
  code: 4,
  inputs: ['bits'],
  outputs: ['bits'],

  encode: ({ window, minimum }) => ({
    attributes: windowAttributes(window),
    sections: [bitsSection('numbers', minimum, minimum.length)],
  }),

  decode: (stored) => ({
    kind: 'bit-max-pool',
    name: stored.name,
    inputs: stored.inputs,
    window: windowIn(stored),
    minimum: bitsIn(stored, 0, 1, stored.inputType.channels),
  }),
};
