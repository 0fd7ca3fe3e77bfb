import type { Int8Dense } from '../../layers/int8-dense';
import { numElements } from '../../tensor';
import { numbersIn, numbersSection, type RecordFormat } from './layer-record';

export const int8DenseRecord: RecordFormat<Int8Dense> = {
  kind: 'int8-dense',
  code: 15,
  inputs: ['float32'],
  outputs: ['float32'],

  encode: ({ weights, scale, offset }) => ({
    attributes: [],
    sections: [
      numbersSection('weights', 'int8', weights),
      numbersSection('numbers', 'float32', Float32Array.from(scale)),
      offset === null ? null : numbersSection('numbers', 'float32', Float32Array.from(offset)),
    ],
  }),

  decode(stored) {
    const filters = stored.outputType.channels;
    const perFilter = { type: 'float32', length: filters } as const;
    return {
      kind: 'int8-dense',
      name: stored.name,
      inputs: stored.inputs,
      element: 'float32',
      filters,
      weights: numbersIn(stored, 0, { type: 'int8', length: filters * numElements(stored.inputType) }),
      scale: numbersIn(stored, 1, perFilter),
      offset: stored.sections[2] === null ? null : numbersIn(stored, 2, perFilter),
    };
  },
};
