// Mean over the image, before or after the classifier's last scale.
import { zeros, type TensorOf } from '../tensor';
import { demandFloatInput, roundingOf, type FloatElement } from './float-element';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';

/**
 * Mean over the whole image: [h, w, c] → [1, 1, c]. Summed from +0 in row-major pixel order in `element`, then divided
 * by h·w, one rounding each; an int32 input is summed exactly, then rounded once to `element`.
 */
export interface AveragePool extends LayerBase {
  readonly kind: 'average-pool';
  readonly element: FloatElement;
}

export const averagePool: LayerKind<AveragePool> = {
  kind: 'average-pool',

  outputType(layer, inputs) {
    const { channels } = demandFloatInput(layer, inputs);
    return { element: layer.element, height: 1, width: 1, channels };
  },

  cost: () => noMacs({}),

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<FloatElement | 'int32'>;
    const output = zeros(layer.element, this.outputType(layer, inputs));
    const round = roundingOf(layer.element);
    const roundPartialSum = inputs[0].element === 'int32' ? roundingOf('float64') : round;
    const { channels } = input;
    const count = round(input.height * input.width);
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let k = c; k < input.data.length; k += channels) sum = roundPartialSum(sum + input.data[k]);
      output.data[c] = round(round(sum) / count);
    }
    return output;
  },
};
