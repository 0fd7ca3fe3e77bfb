import type { PlaneSum } from '../../layers/plane-sum';
import { numbersIn, numbersSection, type RecordFormat } from './layer-record';

export const planeSumRecord: RecordFormat<PlaneSum> = {
  kind: 'plane-sum',
  code: 14,
  inputs: ['int32'],
  outputs: ['float32'],

  encode: ({ planes, scales }) => ({
    attributes: [planes],
    sections: [numbersSection('numbers', 'float32', Float32Array.from(scales))],
  }),

  decode: (stored) => ({
    kind: 'plane-sum',
    name: stored.name,
    inputs: stored.inputs,
    element: 'float32',
    planes: stored.attributes[0],
    scales: numbersIn(stored, 0, { type: 'float32', length: stored.inputType.channels }),
  }),
};
