import type { Quantize } from '../../layers/quantize';
import { numbersIn, numbersSection, type RecordFormat } from './layer-record';

export const quantizeRecord: RecordFormat<Quantize> = {
  kind: 'quantize',
  code: 22,
  inputs: ['float32'],
  outputs: ['uint8'],

  encode: ({ scale, zeroPoints }) => ({
    attributes: [],
    sections: [
      numbersSection('numbers', 'float32', Float32Array.from(scale)),
      numbersSection('numbers', 'uint8', zeroPoints),
    ],
  }),

  decode(stored) {
    const length = stored.inputType.channels;
    return {
      kind: 'quantize',
      name: stored.name,
      inputs: stored.inputs,
      element: 'float32',
      scale: numbersIn(stored, 0, { type: 'float32', length }),
      zeroPoints: numbersIn(stored, 1, { type: 'uint8', length }),
    };
  },
};
