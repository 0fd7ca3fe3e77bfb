// The quantizer of activations with several bits: each sign takes what the ones before it left over.
import { signBit } from '../signs';
import { zeros, type TensorOf } from '../tensor';
import { requireInput, reject } from './require';
import { requireFloats, numbersFor, roundingOf, type FloatElement } from './float-element';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';

/**
 * n = scales.length planes of signs, [h, w, C] → bits [h, w, n·C]: r_1 = x; b_p = sign(r_p); r_{p+1} = r_p − s_p·b_p,
 * rounded to `element`. Plane p is channels p·C … p·C + C − 1, so that x ≈ Σ s_p·b_p. NaN is an error (E_VALUE).
 * Source: CNTK's "Multibit" (docs/bits.md section 1 for the sign).
 */
export interface ResidualSign extends LayerBase {
  readonly kind: 'residual-sign';
  readonly element: FloatElement;
  /** [planes], 1 to 4 numbers above 0 */
  readonly scales: Float64Array | Float32Array;
}

const MAX_PLANES = 4;

export const residualSign: LayerKind<ResidualSign> = {
  kind: 'residual-sign',

  outputType(layer, inputs) {
    const input = requireInput(layer, inputs, numbersFor(layer.element));
    const { scales } = layer;
    if (scales.length < 1 || scales.length > MAX_PLANES) {
      reject(layer, { attribute: 'scales', expected: `1 to ${MAX_PLANES}`, got: scales.length });
    }
    requireFloats(layer, 'scales', scales, scales.length);
    const index = scales.findIndex((scale) => scale <= 0);
    if (index >= 0) {
      const got = scales[index];
      reject(layer, { attribute: `scales[${index}]`, expected: 'a number above 0', got, code: 'E_VALUE' });
    }
    return { ...input, element: 'bits', channels: scales.length * input.channels };
  },

  cost: ({ scales }) => noMacs({ other: 32 * scales.length }),

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<FloatElement | 'int32'>;
    const output = zeros('bits', this.outputType(layer, inputs));
    const round = roundingOf(layer.element);
    const { channels } = input;
    for (let k = 0; k < input.data.length; k++) {
      const firstPlane = Math.floor(k / channels) * output.channels + (k % channels);
      let rest = input.data[k];
      if (Number.isNaN(rest))
        reject(layer, { attribute: `input[${k}]`, expected: 'a number', got: rest, code: 'E_VALUE' });
      layer.scales.forEach((scale, plane) => {
        const bit = signBit(rest);
        output.data[firstPlane + plane * channels] = bit;
        rest = round(rest - scale * (1 - 2 * bit));
      });
    }
    return output;
  },

  // Its scales follow from the activations.
  numParameters: () => 0,

  detail: ({ scales }) => `${scales.length} planes`,
};
