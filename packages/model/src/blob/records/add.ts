import type { Add } from '../../layers/add';
import type { RecordFormat } from './layer-record';

export const addRecord: RecordFormat<Add> = {
  kind: 'add',
  code: 10,
  inputs: ['float32'],
  outputs: ['float32'],
  encode: () => ({ attributes: [], sections: [] }),
  decode: ({ name, inputs }) => ({ kind: 'add', name, inputs, element: 'float32' }),
};
