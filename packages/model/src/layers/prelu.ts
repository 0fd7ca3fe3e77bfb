// The rectifier with a learned slope below zero.
import { numElements, zeros, type TensorOf } from '../tensor';
import {
  requireExactInFloat32,
  requireFloatInput,
  requireFloats,
  roundingOf,
  type FloatElement,
} from './float-element';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';

/** y = x if x ≥ 0, else slope·x (one rounding): float → `element`; an int32 input is converted as for affine. */
export interface PRelu extends LayerBase {
  readonly kind: 'prelu';
  readonly element: FloatElement;
  /** [channels], or [height, width, channels] when perElement. */
  readonly slopes: Float64Array | Float32Array;
  readonly perElement: boolean;
}

export const prelu: LayerKind<PRelu> = {
  kind: 'prelu',

  outputType(layer, inputs) {
    const input = requireFloatInput(layer, inputs);
    requireFloats(layer, 'slopes', layer.slopes, layer.perElement ? numElements(input) : input.channels);
    return { ...input, element: layer.element };
  },

  cost: (layer) => noMacs({ other: 32 * layer.slopes.length }),

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<FloatElement | 'int32'>;
    const output = zeros(layer.element, this.outputType(layer, inputs));
    requireExactInFloat32(layer, input);
    const round = roundingOf(layer.element);
    const { slopes } = layer;
    for (let k = 0; k < output.data.length; k++) {
      const x = input.data[k];
      output.data[k] = x >= 0 ? x : round(slopes[k % slopes.length] * x);
    }
    return output;
  },

  elementwise: {
    step(layer, { channel, element }) {
      const slope = layer.slopes[layer.perElement ? element : channel];
      const round = roundingOf(layer.element);
      return { apply: (x) => (x >= 0 ? x : round(slope * x)), bendsAtZero: slope < 0 };
    },
    isPerChannel: ({ perElement }) => !perElement,
    direction: ({ slopes }, channel) => (slopes[channel] < 0 ? null : 1),
  },
};
