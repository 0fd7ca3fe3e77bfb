import { NUM_BYTES, type ByteTable } from '../../layers/byte-table';
import { numbersIn, numbersSection, type RecordFormat } from './layer-record';

export const byteTableRecord: RecordFormat<ByteTable> = {
  kind: 'byte-table',
  code: 18,
  inputs: ['uint8'],
  outputs: ['uint8', 'float32'],

  encode: ({ perChannel, table }) => ({
    attributes: [Number(perChannel)],
    sections: [
      table instanceof Uint8Array
        ? numbersSection('numbers', 'uint8', table)
        : numbersSection('numbers', 'float32', Float32Array.from(table)),
    ],
  }),

  decode(stored) {
    const perChannel = stored.attributes[0] === 1;
    const element = stored.outputType.element === 'uint8' ? 'uint8' : 'float32';
    const length = NUM_BYTES * (perChannel ? stored.inputType.channels : 1);
    const table = numbersIn(stored, 0, { type: element, length });
    return { kind: 'byte-table', name: stored.name, inputs: stored.inputs, element, perChannel, table };
  },
};
