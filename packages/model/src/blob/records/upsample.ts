import type { Upsample } from '../../layers/upsample';
import type { RecordFormat } from './layer-record';

export const upsampleRecord: RecordFormat<Upsample> = {
  kind: 'upsample',
  code: 21,
  inputs: ['bits', 'float32'],
  outputs: ['bits', 'float32'],
  encode: ({ factors }) => ({ attributes: [...factors], sections: [] }),
  decode: ({ name, inputs, attributes: [rows, columns] }) => ({
    kind: 'upsample',
    name,
    inputs,
    factors: [rows, columns],
  }),
};
