import type { Affine } from '../../layers/affine';
import { numbersIn, numbersSection, type RecordFormat } from './layer-record';

export const affineRecord: RecordFormat<Affine> = {
  kind: 'affine',
  code: 5,
  inputs: ['int32', 'float32'],
  outputs: ['float32'],

  encode: ({ scale, offset }) => ({ attributes: [], sections: [scale, offset].map(optionalSection) }),

  decode(stored) {
    const perChannel = { type: 'float32', length: stored.inputType.channels } as const;
    const optional = (slot: number) => (stored.sections[slot] === null ? null : numbersIn(stored, slot, perChannel));
    return {
      kind: 'affine',
      name: stored.name,
      inputs: stored.inputs,
      element: 'float32',
      scale: optional(0),
      offset: optional(1),
    };
  },
};

const optionalSection = (values: Affine['scale']) =>
  values === null ? null : numbersSection('numbers', 'float32', Float32Array.from(values));
