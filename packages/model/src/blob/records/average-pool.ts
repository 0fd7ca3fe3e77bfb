import type { AveragePool } from '../../layers/average-pool';
import type { RecordFormat } from './layer-record';

export const averagePoolRecord: RecordFormat<AveragePool> = {
  kind: 'average-pool',
  code: 7,
  inputs: ['int32', 'float32'],
  output: 'float32',
  encode: () => ({ attributes: [], sections: [] }),
  decode: ({ name, inputs }) => ({ kind: 'average-pool', name, inputs, element: 'float32' }),
};
