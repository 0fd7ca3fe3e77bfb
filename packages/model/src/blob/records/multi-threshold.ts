import type { MultiThreshold } from '../../layers/multi-threshold';
import { boundsFitInt16 } from '../../layers/threshold';
import { numElements } from '../../tensor';
import { numbersIn, numbersSection, type RecordFormat } from './layer-record';

export const multiThresholdRecord: RecordFormat<MultiThreshold> = {
  kind: 'multi-threshold',
  code: 16,
  inputs: ['int32'],
  outputs: ['bits'],

  encode(layer) {
    const { lower, upper, perElement, planes, intervals } = layer;
    const type = boundsFitInt16(layer) ? 'int16' : 'int32';
    const section = (bounds: Int32Array) =>
      numbersSection('thresholds', type, type === 'int16' ? Int16Array.from(bounds) : bounds);
    return { attributes: [Number(perElement), planes, intervals], sections: [section(lower), section(upper)] };
  },

  decode(stored) {
    const { inputType, sections } = stored;
    const [isPerElement, planes, intervals] = stored.attributes;
    const perElement = isPerElement === 1;
    const length = planes * intervals * (perElement ? numElements(inputType) : inputType.channels);
    const type = sections[0]?.type === 'int16' ? 'int16' : 'int32';
    const bounds = (slot: number) => Int32Array.from(numbersIn(stored, slot, { type, length }));
    return {
      ...{ kind: 'multi-threshold', name: stored.name, inputs: stored.inputs, perElement, planes, intervals },
      lower: bounds(0),
      upper: bounds(1),
    };
  },
};
