import type { PRelu } from '../../layers/prelu';
import { numElements } from '../../tensor';
import { numbersIn, numbersSection, type RecordFormat } from './layer-record';

export const preluRecord: RecordFormat<PRelu> = {
  kind: 'prelu',
  code: 6,
  inputs: ['float32'],
  outputs: ['float32'],

  encode: ({ slopes, perElement }) => ({
    attributes: [Number(perElement)],
    sections: [numbersSection('numbers', 'float32', Float32Array.from(slopes))],
  }),

  decode(stored) {
    const perElement = stored.attributes[0] === 1;
    const length = perElement ? numElements(stored.inputType) : stored.inputType.channels;
    return {
      kind: 'prelu',
      name: stored.name,
      inputs: stored.inputs,
      element: 'float32',
      slopes: numbersIn(stored, 0, { type: 'float32', length }),
      perElement,
    };
  },
};
