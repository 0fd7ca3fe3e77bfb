import { boundsFitInt16, type Threshold } from '../../layers/threshold';
import { numElements } from '../../tensor';
import {
  bitsIn,
  bitsSection,
  numbersIn,
  numbersSection,
  type ParameterSection,
  type RecordFormat,
} from './layer-record';

export const thresholdRecord: RecordFormat<Threshold> = {
  kind: 'threshold',
  code: 3,
  inputs: ['int32'],
  outputs: ['bits'],

  encode(layer, input) {
    const { lower, upper, flip, perElement } = layer;
    const bounds = boundsFitInt16(layer) ? narrowSection : wideSection;
    return {
      attributes: [Number(perElement)],
      sections: [bounds(lower), upper === null ? null : bounds(upper), bitsSection('thresholds', flip, input.channels)],
    };
  },

  decode(stored) {
    const { inputType, sections } = stored;
    const perElement = stored.attributes[0] === 1;
    const length = perElement ? numElements(inputType) : inputType.channels;
    const type = sections[0]?.type === 'int16' ? 'int16' : 'int32';
    const bounds = (slot: number) => Int32Array.from(numbersIn(stored, slot, { type, length }));
    return {
      kind: 'threshold',
      name: stored.name,
      inputs: stored.inputs,
      perElement,
      lower: bounds(0),
      upper: sections[1] === null ? null : bounds(1),
      flip: bitsIn(stored, 2, length / inputType.channels, inputType.channels),
    };
  },
};

const narrowSection = (bounds: Int32Array): ParameterSection =>
  numbersSection('thresholds', 'int16', Int16Array.from(bounds));
const wideSection = (bounds: Int32Array): ParameterSection => numbersSection('thresholds', 'int32', bounds);
