// Convolution of real numbers as training leaves it; the passes make it an int8-conv2d or a float-conv2d.
import { quantizeInt8 } from '../quantize-int8';
import { zeros, type TensorOf } from '../tensor';
import { convolutionMacs, convolutionShape, convolve, dotProducts, filterLength } from './convolution';
import { oncePerLayer } from './once-per-layer';
import { requireFinite, requireInput, requireLength, reject } from './require';
import type { FloatConv2D } from './float-conv2d';
import type { LayerBase, LayerKind } from './layer-kind';
import type { Window } from './window';

/**
 * Convolution of float64 activations by float weights, zero padding: y[i,j,o] = Σ x·w[o] (+ bias[o]), summed in OHWI
 * order. weightBits 8: the forward pass uses q·scale of docs/bits.md section 4 instead of w, as the
 * trainer did.
 */
export interface Conv2D extends LayerBase {
  readonly kind: 'conv2d';
  readonly filters: number;
  readonly window: Window;
  readonly groups: number;
  /** [filters, rows, columns, channels / groups] */
  readonly weights: Float32Array;
  readonly bias: Float64Array | null;
  readonly weightBits: 8 | 32;
}

export const conv2d: LayerKind<Conv2D> = {
  kind: 'conv2d',

  outputType(layer, inputs) {
    const input = requireInput(layer, inputs, ['float64']);
    const { weights, bias, weightBits, filters } = layer;
    const shape = convolutionShape(layer, input, weights);
    requireFinite(layer, 'weights', weights);
    if (bias !== null) {
      requireLength(layer, 'bias', bias, filters);
      requireFinite(layer, 'bias', bias);
    }
    if (weightBits !== 8 && weightBits !== 32)
      reject(layer, { attribute: 'weightBits', expected: '8 or 32', got: weightBits });
    return { ...shape, element: 'float64' };
  },

  inNumbers: {
    why: 'multiplies numbers by float weights',
    change: 'let it read signs (BinaryConv2D), or quantise it with --float-layers int8',
  },

  cost(layer, inputs) {
    const isQuantized = layer.weightBits === 8;
    const numFloats = (layer.bias?.length ?? 0) + (isQuantized ? layer.filters : layer.weights.length);
    return {
      binaryMacs: 0,
      integerMacs: convolutionMacs(layer, inputs[0], this.outputType(layer, inputs)),
      weightBits: { binary: 0, int8: isQuantized ? 8 * layer.weights.length : 0, other: 32 * numFloats },
    };
  },

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<'float64'>;
    const output = zeros('float64', this.outputType(layer, inputs));
    const patch = new Float64Array(filterLength(layer, input));
    convolve(layer, { input, values: input.data, patch, dots: dotProducts(floatWeights(layer)) }, output);
    if (layer.bias === null) return output;
    for (let k = 0; k < output.data.length; k++) output.data[k] += layer.bias[k % layer.filters];
    return output;
  },

  /** With 8-bit weights the converter has put integers and an affine layer in its place before. */
  inFloat32: ({ name, inputs, filters, window, groups, weights, bias }): FloatConv2D => ({
    ...{ kind: 'float-conv2d', name, inputs, filters, window, groups, weights },
    bias: bias && Float32Array.from(bias),
  }),
};

const floatWeights = oncePerLayer((layer: Conv2D) =>
  layer.weightBits === 8 ? dequantized(layer) : Float64Array.from(layer.weights),
);

/** q·scale, exact in float64: 7 bits times 24. */
function dequantized({ weights, filters }: Conv2D): Float64Array {
  const { values, scales } = quantizeInt8(weights, filters);
  const length = weights.length / filters;
  return Float64Array.from(values, (q, k) => q * scales[Math.floor(k / length)]);
}
