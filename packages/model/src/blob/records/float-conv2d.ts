import type { FloatConv2D } from '../../layers/float-conv2d';
import { convolutionIn, numbersIn, numbersSection, windowAttributes, type RecordFormat } from './layer-record';

export const floatConv2DRecord: RecordFormat<FloatConv2D> = {
  kind: 'float-conv2d',
  code: 19,
  inputs: ['float32'],
  outputs: ['float32'],

  encode: ({ window, groups, weights, bias }) => ({
    attributes: [...windowAttributes(window), groups],
    sections: [
      numbersSection('weights', 'float32', weights),
      bias === null ? null : numbersSection('numbers', 'float32', bias),
    ],
  }),

  decode(stored) {
    const { geometry, numRows, groupChannels } = convolutionIn(stored);
    const length = numRows * groupChannels;
    return {
      kind: 'float-conv2d',
      name: stored.name,
      inputs: stored.inputs,
      ...geometry,
      weights: numbersIn(stored, 0, { type: 'float32', length }),
      bias: stored.sections[1] === null ? null : numbersIn(stored, 1, { type: 'float32', length: geometry.filters }),
    };
  },
};
