import type { AveragePool } from '../../layers/average-pool';
import { wholeWindow } from '../../layers/window';
import type { RecordFormat } from './layer-record';

export const averagePoolRecord: RecordFormat<AveragePool> = {
  kind: 'average-pool',
  code: 7,
  inputs: ['int32', 'float32'],
  output: 'float32',
  encode: () => ({ attributes: [], sections: [] }),
  decode: ({ name, inputs, inputType }) => ({
    kind: 'average-pool',
    name,
    inputs,
    element: 'float32',
    window: wholeWindow(inputType),
  }),
};
