// Scale and offset of each channel.
import { zeros, type TensorOf } from '../tensor';
import {
  requireExactInFloat32,
  requireFloatInput,
  requireFloats,
  roundingOf,
  type FloatElement,
} from './float-element';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';

/**
 * y = scale[c]·x + offset[c], one rounding for the product and one for the sum; a part that is null is left out.
 * int32 or float → `element`. An int32 input is converted exactly (float32 requires |x| < 2^24).
 */
export interface Affine extends LayerBase {
  readonly kind: 'affine';
  readonly element: FloatElement;
  /** [channels] */
  readonly scale: Float64Array | Float32Array | null;
  /** [channels] */
  readonly offset: Float64Array | Float32Array | null;
}

/** In float64, as all layers are before the last pass; a part that is not given is left out. */
export function affineLayer(
  name: string,
  input: string,
  parts: Partial<Pick<Affine, 'scale' | 'offset'>> = {},
): Affine {
  const { scale = null, offset = null } = parts;
  return { kind: 'affine', name, inputs: [input], element: 'float64', scale, offset };
}

export const affine: LayerKind<Affine> = {
  kind: 'affine',

  outputType(layer, inputs) {
    const input = requireFloatInput(layer, inputs);
    if (layer.scale !== null) requireFloats(layer, 'scale', layer.scale, input.channels);
    if (layer.offset !== null) requireFloats(layer, 'offset', layer.offset, input.channels);
    return { ...input, element: layer.element };
  },

  cost: ({ scale, offset }) => noMacs({ other: 32 * ((scale?.length ?? 0) + (offset?.length ?? 0)) }),

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<FloatElement | 'int32'>;
    const output = zeros(layer.element, this.outputType(layer, inputs));
    requireExactInFloat32(layer, input);
    const { scale, offset } = layer;
    const round = roundingOf(layer.element);
    for (let k = 0; k < output.data.length; k++) {
      const c = k % input.channels;
      let y = input.data[k];
      if (scale !== null) y = round(scale[c] * y);
      if (offset !== null) y = round(y + offset[c]);
      output.data[k] = y;
    }
    return output;
  },

  elementwise: {
    step({ element, scale, offset }, { channel }) {
      const round = roundingOf(element);
      return {
        apply(x) {
          const y = scale === null ? x : round(scale[channel] * x);
          return offset === null ? y : round(y + offset[channel]);
        },
        bendsAtZero: false,
      };
    },
    isPerChannel: () => true,
    direction: ({ scale }, channel) => (scale === null ? 1 : (Math.sign(scale[channel]) as 1 | -1 | 0)),
  },
};
