// Bytes as numbers: the image's, or those that `quantize` made.
import { zeros, type TensorOf } from '../tensor';
import { NUM_BYTES, type ByteTable } from './byte-table';
import { requireInput, requireLength, reject } from './require';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';

/** x = (u − zeroPoints[c])·scale: uint8 → float64. zeroPoints: integers 0…255, one per channel. */
export interface Normalize extends LayerBase {
  readonly kind: 'normalize';
  readonly zeroPoints: Uint8Array;
  readonly scale: number;
}

export const normalize: LayerKind<Normalize> = {
  kind: 'normalize',

  outputType(layer, inputs) {
    const input = requireInput(layer, inputs, ['uint8']);
    requireLength(layer, 'zeroPoints', layer.zeroPoints, input.channels);
    if (!(Number.isFinite(layer.scale) && layer.scale > 0)) {
      reject(layer, { attribute: 'scale', expected: 'a finite number above 0', got: layer.scale, code: 'E_VALUE' });
    }
    return { ...input, element: 'float64' };
  },

  inNumbers: {
    why: 'is bytes as numbers',
    change: 'let a convolution with 8-bit weights (QuantizedConv2D) read the bytes first',
  },

  cost: (layer) => noMacs({ other: 8 * layer.zeroPoints.length + 32 }),

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<'uint8'>;
    const output = zeros('float64', this.outputType(layer, inputs));
    const { channels } = input;
    for (let k = 0; k < output.data.length; k++) {
      output.data[k] = (input.data[k] - layer.zeroPoints[k % channels]) * layer.scale;
    }
    return output;
  },

  /** One table where all channels have one zero point. */
  inFloat32({ name, inputs, zeroPoints, scale }): ByteTable {
    const perChannel = zeroPoints.some((zeroPoint) => zeroPoint !== zeroPoints[0]);
    const rows = perChannel ? zeroPoints : zeroPoints.subarray(0, 1);
    const table = Float32Array.from(
      { length: rows.length * NUM_BYTES },
      (_, k) => ((k % NUM_BYTES) - rows[Math.floor(k / NUM_BYTES)]) * scale,
    );
    return { kind: 'byte-table', name, inputs, element: 'float32', perChannel, table };
  },
};
