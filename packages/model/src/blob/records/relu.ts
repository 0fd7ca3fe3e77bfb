import type { Relu } from '../../layers/relu';
import type { RecordFormat } from './layer-record';

export const reluRecord: RecordFormat<Relu> = {
  kind: 'relu',
  code: 8,
  inputs: ['float32'],
  outputs: ['float32'],
  encode: () => ({ attributes: [], sections: [] }),
  decode: ({ name, inputs }) => ({ kind: 'relu', name, inputs }),
};
