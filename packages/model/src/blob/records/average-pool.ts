import type { AveragePool } from '../../layers/average-pool';
import { windowAttributes, windowIn, type RecordFormat } from './layer-record';

export const averagePoolRecord: RecordFormat<AveragePool> = {
  kind: 'average-pool',
  code: 7,
  inputs: ['int32', 'float32'],
  outputs: ['float32'],

  encode: ({ window }) => ({ attributes: windowAttributes(window), sections: [] }),

  decode: (stored) => ({
    kind: 'average-pool',
    name: stored.name,
    inputs: stored.inputs,
    element: 'float32',
    window: windowIn(stored),
  }),
};
