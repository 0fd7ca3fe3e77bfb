// Any function of a byte, as a table of its 256 values: how a network's source made numbers of an image.
import { zeros, type TensorOf } from '../tensor';
import { requireInput, requireLength, reject } from './require';
import { requireFloats, type FloatElement } from './float-element';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';

/** Number of values of a byte. */
export const NUM_BYTES = 256;

/**
 * y = table[u], or table[c][u] where each channel has a table of its own: uint8 → `element`. Any normalisation of an
 * image is one: to floats, or to bytes with the zero point that an int8-conv2d after it subtracts.
 */
export interface ByteTable extends LayerBase {
  readonly kind: 'byte-table';
  readonly element: 'uint8' | FloatElement;
  readonly perChannel: boolean;
  /** [256], or [channels, 256] when perChannel; a Uint8Array where the element is uint8. */
  readonly table: Uint8Array | Float32Array | Float64Array;
}

export const byteTable: LayerKind<ByteTable> = {
  kind: 'byte-table',

  outputType(layer, inputs) {
    const input = requireInput(layer, inputs, ['uint8']);
    requireTable(layer, NUM_BYTES * (layer.perChannel ? input.channels : 1));
    return { ...input, element: layer.element };
  },

  inNumbers: {
    why: 'looks bytes of the image up',
    change: 'let a convolution with 8-bit weights (QuantizedConv2D) read the image first',
  },

  cost: ({ element, table }) => noMacs({ other: (element === 'uint8' ? 8 : 32) * table.length }),

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<'uint8'>;
    const output = zeros(layer.element, this.outputType(layer, inputs));
    const { table, perChannel } = layer;
    for (let k = 0; k < output.data.length; k++) {
      const row = perChannel ? k % input.channels : 0;
      output.data[k] = table[row * NUM_BYTES + input.data[k]];
    }
    return output;
  },

  numParameters: () => 0,

  inFloat32: (layer): ByteTable =>
    layer.element === 'uint8' ? layer : { ...layer, element: 'float32', table: Float32Array.from(layer.table) },
};

function requireTable({ element, ...layer }: ByteTable, length: number): void {
  const { table } = layer;
  const isOfBytes = table instanceof Uint8Array;
  if (isOfBytes !== (element === 'uint8')) {
    const expected = element === 'uint8' ? 'a Uint8Array' : 'a Float32Array or Float64Array';
    reject(layer, {
      attribute: 'table',
      expected: `${expected}, since it makes ${element}`,
      got: table.constructor.name,
    });
  }
  if (isOfBytes || element === 'uint8') requireLength(layer, 'table', table, length);
  else requireFloats({ ...layer, element }, 'table', table, length);
}
