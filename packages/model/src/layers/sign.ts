// The quantizer of activations.
import { signBit } from '../signs';
import { zeros, type TensorOf } from '../tensor';
import { requireInput, reject } from './require';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';

/** float or int32 → bits: 1 (that is −1) if x < 0, else 0. NaN is an error (E_VALUE). */
export interface Sign extends LayerBase {
  readonly kind: 'sign';
}

export const sign: LayerKind<Sign> = {
  kind: 'sign',

  outputType: (layer, inputs) => ({ ...requireInput(layer, inputs, ['int32', 'float32', 'float64']), element: 'bits' }),

  cost: () => noMacs({}),

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<'float64'>;
    const output = zeros('bits', this.outputType(layer, inputs));
    for (let k = 0; k < output.data.length; k++) {
      const x = input.data[k];
      if (Number.isNaN(x)) reject(layer, { attribute: `input[${k}]`, expected: 'a number', got: x, code: 'E_VALUE' });
      output.data[k] = signBit(x);
    }
    return output;
  },
};
