import type { Sign } from '../../layers/sign';
import type { RecordFormat } from './layer-record';

export const signRecord: RecordFormat<Sign> = {
  kind: 'sign',
  code: 9,
  inputs: ['float32'],
  outputs: ['bits'],
  encode: () => ({ attributes: [], sections: [] }),
  decode: ({ name, inputs }) => ({ kind: 'sign', name, inputs }),
};
