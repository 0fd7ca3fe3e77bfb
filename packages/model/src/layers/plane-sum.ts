// The sums of all pairs of activation and weight planes as the one sum that a layer of several bits stands for.
import { zeros, type TensorOf } from '../tensor';
import { requireInput, requireInteger, reject } from './require';
import { requireExactInFloat32, requireFloats, roundingOf, type FloatElement } from './float-element';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';

/**
 * int32 [h, w, P·F] → `element` [h, w, F]: `y_f = c_0f·acc_0f`, then `y_f = y_f + c_pf·acc_pf` for p = 1 … P − 1, one
 * rounding per product and per sum; acc_pf is channel p·F + f. float32 requires |acc| < 2^24.
 */
export interface PlaneSum extends LayerBase {
  readonly kind: 'plane-sum';
  readonly element: FloatElement;
  /** P, 1 to 16 */
  readonly planes: number;
  /** [planes, filters] */
  readonly scales: Float64Array | Float32Array;
}

const MAX_PLANES = 16;

export const planeSum: LayerKind<PlaneSum> = {
  kind: 'plane-sum',

  outputType(layer, inputs) {
    const input = requireInput(layer, inputs, ['int32']);
    const { planes, scales } = layer;
    requireInteger(layer, 'planes', planes, 1);
    if (planes > MAX_PLANES || input.channels % planes !== 0) {
      const expected = `a divisor of ${input.channels} channels, at most ${MAX_PLANES}`;
      reject(layer, { attribute: 'planes', expected, got: planes });
    }
    requireFloats(layer, 'scales', scales, input.channels);
    return { ...input, element: layer.element, channels: input.channels / planes };
  },

  inNumbers: {
    why: 'adds the sums of several planes of bits',
    change: 'use one bit for activations and weights here',
  },

  cost: ({ scales }) => noMacs({ other: 32 * scales.length }),

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<'int32'>;
    const output = zeros(layer.element, this.outputType(layer, inputs));
    requireExactInFloat32(layer, input);
    const { planes, scales } = layer;
    const filters = output.channels;
    const round = roundingOf(layer.element);
    for (let k = 0; k < output.data.length; k++) {
      const f = k % filters;
      const firstPlane = Math.floor(k / filters) * input.channels + f;
      let y = round(scales[f] * input.data[firstPlane]);
      for (let p = 1; p < planes; p++) {
        y = round(y + round(scales[p * filters + f] * input.data[firstPlane + p * filters]));
      }
      output.data[k] = y;
    }
    return output;
  },

  // Its scales follow from the kernel and the activations.
  numParameters: () => 0,

  planesOfKernel: ({ planes }) => planes,

  detail: ({ planes }) => `${planes} pairs of planes`,
};
