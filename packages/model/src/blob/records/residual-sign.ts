import type { ResidualSign } from '../../layers/residual-sign';
import { numbersIn, numbersSection, type RecordFormat } from './layer-record';

export const residualSignRecord: RecordFormat<ResidualSign> = {
  kind: 'residual-sign',
  code: 13,
  inputs: ['float32'],
  outputs: ['bits'],

  encode: ({ scales }) => ({
    attributes: [scales.length],
    sections: [numbersSection('numbers', 'float32', Float32Array.from(scales))],
  }),

  decode: (stored) => ({
    kind: 'residual-sign',
    name: stored.name,
    inputs: stored.inputs,
    element: 'float32',
    scales: numbersIn(stored, 0, { type: 'float32', length: stored.attributes[0] }),
  }),
};
