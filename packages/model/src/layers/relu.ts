// The rectifier.
import { zeros, type TensorOf } from '../tensor';
import { requireInput } from './require';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';

/** y = x if x > 0, else 0. Keeps the element type (float32, float64 or int32). */
export interface Relu extends LayerBase {
  readonly kind: 'relu';
}

export const relu: LayerKind<Relu> = {
  kind: 'relu',

  outputType: (layer, inputs) => requireInput(layer, inputs, ['int32', 'float32', 'float64']),

  cost: () => noMacs({}),

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<'float64'>;
    const output = zeros(input.element, this.outputType(layer, inputs));
    for (let k = 0; k < output.data.length; k++) output.data[k] = input.data[k] > 0 ? input.data[k] : 0;
    return output;
  },

  elementwise: {
    step: () => ({ apply: (x) => (x > 0 ? x : 0), bendsAtZero: false }),
    isPerChannel: () => true,
    direction: () => 1,
  },
};
