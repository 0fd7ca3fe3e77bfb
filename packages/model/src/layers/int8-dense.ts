// A classifier of 8-bit weights on real activations.
import { numElements, zeros, type TensorOf } from '../tensor';
import { requireInput, requireInt8Weights, requireInteger, requireLength } from './require';
import { requireFloats, numbersFor, roundingOf, type FloatElement } from './float-element';
import type { LayerBase, LayerKind } from './layer-kind';

/**
 * [h, w, C] → `element` [1, 1, filters]: `s = +0; for k in order s = s + q[o,k]·x[k];
 * y = scale[o]·s; y = y + offset[o]`, the last one left out if null; one rounding for each product and each sum.
 * Weights and scales of real ones: quantizeInt8.
 */
export interface Int8Dense extends LayerBase {
  readonly kind: 'int8-dense';
  readonly element: FloatElement;
  readonly filters: number;
  /** [filters, height · width · channels], −127…127 */
  readonly weights: Int8Array;
  /** [filters] */
  readonly scale: Float64Array | Float32Array;
  /** [filters] */
  readonly offset: Float64Array | Float32Array | null;
}

export const int8Dense: LayerKind<Int8Dense> = {
  kind: 'int8-dense',

  outputType(layer, inputs) {
    const input = requireInput(layer, inputs, numbersFor(layer.element));
    const { element, filters, weights, scale, offset } = layer;
    requireInteger(layer, 'filters', filters, 1);
    requireLength(layer, 'weights', weights, filters * numElements(input));
    requireInt8Weights(layer, weights);
    requireFloats(layer, 'scale', scale, filters);
    if (offset !== null) requireFloats(layer, 'offset', offset, filters);
    return { element, height: 1, width: 1, channels: filters };
  },

  inNumbers: {
    why: 'multiplies numbers by 8-bit weights',
    change: 'let it read signs (BinaryDense), or have no sign after it',
  },

  cost: ({ weights, scale, offset }) => ({
    binaryMacs: 0,
    integerMacs: weights.length,
    weightBits: { binary: 0, int8: 8 * weights.length, other: 32 * (scale.length + (offset?.length ?? 0)) },
  }),

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<FloatElement | 'int32'>;
    const output = zeros(layer.element, this.outputType(layer, inputs));
    const { weights, scale, offset } = layer;
    const round = roundingOf(layer.element);
    const length = input.data.length;
    for (let o = 0; o < output.data.length; o++) {
      let sum = 0;
      for (let k = 0; k < length; k++) sum = round(sum + round(weights[o * length + k] * input.data[k]));
      const y = round(scale[o] * sum);
      output.data[o] = offset === null ? y : round(y + offset[o]);
    }
    return output;
  },
};
