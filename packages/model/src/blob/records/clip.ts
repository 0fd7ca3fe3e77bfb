import type { Clip } from '../../layers/clip';
import { numbersIn, numbersSection, type RecordFormat } from './layer-record';

export const clipRecord: RecordFormat<Clip> = {
  kind: 'clip',
  code: 20,
  inputs: ['float32'],
  outputs: ['float32'],

  encode: ({ minimum, maximum }) => ({
    attributes: [],
    sections: [numbersSection('numbers', 'float32', Float32Array.of(minimum, maximum))],
  }),

  decode(stored) {
    const [minimum, maximum] = numbersIn(stored, 0, { type: 'float32', length: 2 });
    return { kind: 'clip', name: stored.name, inputs: stored.inputs, element: 'float32', minimum, maximum };
  },
};
