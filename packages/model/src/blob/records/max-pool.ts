import type { MaxPool } from '../../layers/max-pool';
import { windowAttributes, windowIn, type RecordFormat } from './layer-record';

export const maxPoolRecord: RecordFormat<MaxPool> = {
  kind: 'max-pool',
  code: 12,
  inputs: ['float32'],
  outputs: ['float32'],
  encode: ({ window }) => ({ attributes: windowAttributes(window), sections: [] }),
  decode: (stored) => ({ kind: 'max-pool', name: stored.name, inputs: stored.inputs, window: windowIn(stored) }),
};
