import { weightBits, type BinaryConv2D } from '../../layers/binary-conv2d';
import { bitsIn, bitsSection, convolutionIn, windowAttributes, type RecordFormat } from './layer-record';

export const binaryConv2DRecord: RecordFormat<BinaryConv2D> = {
  kind: 'binary-conv2d',
  code: 2,
  inputs: ['bits'],
  outputs: ['int32'],

  encode(layer, input) {
    const { window, groups, padValue, weights } = layer;
    const mask = weights.type === 'signs' ? weights.mask : null;
    const rowLength = input.channels / groups;
    return {
      attributes: [...windowAttributes(window), groups, padValue >>> 0],
      sections: [bitsSection('weights', weightBits(layer), rowLength), mask && bitsSection('weights', mask, rowLength)],
    };
  },

  decode(stored) {
    const { geometry, numRows, groupChannels } = convolutionIn(stored);
    const signs = (slot: number) => bitsIn(stored, slot, numRows, groupChannels);
    return {
      kind: 'binary-conv2d',
      name: stored.name,
      inputs: stored.inputs,
      ...geometry,
      padValue: (stored.attributes[11] | 0) as BinaryConv2D['padValue'],
      weights: { type: 'signs', values: signs(0), mask: stored.sections[1] === null ? null : signs(1) },
    };
  },
};
