import type { Concat } from '../../layers/concat';
import type { RecordFormat } from './layer-record';

export const concatRecord: RecordFormat<Concat> = {
  kind: 'concat',
  code: 11,
  inputs: ['bits', 'float32'],
  outputs: ['bits', 'float32'],
  encode: () => ({ attributes: [], sections: [] }),
  decode: ({ name, inputs }) => ({ kind: 'concat', name, inputs }),
};
