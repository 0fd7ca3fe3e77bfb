import type { Int8Conv2D } from '../../layers/int8-conv2d';
import { convolutionIn, numbersIn, numbersSection, windowAttributes, type RecordFormat } from './layer-record';

export const int8Conv2DRecord: RecordFormat<Int8Conv2D> = {
  kind: 'int8-conv2d',
  code: 1,
  inputs: ['uint8'],
  outputs: ['int32'],

  encode: ({ window, groups, weights, zeroPoints }) => ({
    attributes: [...windowAttributes(window), groups],
    sections: [numbersSection('weights', 'int8', weights), numbersSection('numbers', 'uint8', zeroPoints)],
  }),

  decode(stored) {
    const { geometry, numRows, groupChannels } = convolutionIn(stored);
    const length = numRows * groupChannels;
    return {
      kind: 'int8-conv2d',
      name: stored.name,
      inputs: stored.inputs,
      ...geometry,
      weights: numbersIn(stored, 0, { type: 'int8', length }),
      zeroPoints: numbersIn(stored, 1, { type: 'uint8', length: stored.inputType.channels }),
    };
  },
};
