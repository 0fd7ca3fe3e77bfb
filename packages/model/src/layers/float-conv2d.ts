// Convolution of float32 numbers at run time: first layers, transitions and classifiers that were trained in floats.
import { zeros, type TensorOf } from '../tensor';
import { convolutionMacs, convolutionShape, convolve, filterLength, type Dot } from './convolution';
import { requireInput } from './require';
import { requireFloats } from './float-element';
import type { LayerBase, LayerKind } from './layer-kind';
import type { Window } from './window';

/**
 * float32 → float32. Each output is one sum in one order: acc = bias[o] + 0 (or +0); then for the rows u and the
 * columns v of the window and the channels c of o's group, in this order, acc = acc + x·w[o,u,v,c], one rounding for
 * the product and one for the sum. Padded taps are left out. Since the sum does not start at −0 it is never −0, so that
 * adding the product of a weight and 0 for a padded tap, as kernels do, leaves the same bits.
 *
 * Depthwise: as many groups as channels. A dense layer: wholeWindow. conv2d is what the passes make it of.
 */
export interface FloatConv2D extends LayerBase {
  readonly kind: 'float-conv2d';
  readonly filters: number;
  readonly window: Window;
  readonly groups: number;
  /** [filters, rows, columns, channels / groups] */
  readonly weights: Float32Array;
  /** [filters] */
  readonly bias: Float32Array | null;
}

export const floatConv2D: LayerKind<FloatConv2D> = {
  kind: 'float-conv2d',

  outputType(layer, inputs) {
    const input = requireInput(layer, inputs, ['float32']);
    const { weights, bias, filters } = layer;
    const shape = convolutionShape(layer, input, weights);
    const floats = { ...layer, element: 'float32' } as const;
    requireFloats(floats, 'weights', weights, weights.length);
    if (bias !== null) requireFloats(floats, 'bias', bias, filters);
    return { ...shape, element: 'float32' };
  },

  inNumbers: {
    why: 'multiplies numbers by float weights',
    change: 'let it read signs (BinaryConv2D), or quantise it with --float-layers int8',
  },

  cost(layer, inputs) {
    return {
      binaryMacs: 0,
      integerMacs: convolutionMacs(layer, inputs[0], this.outputType(layer, inputs)),
      weightBits: { binary: 0, int8: 0, other: 32 * (layer.weights.length + (layer.bias?.length ?? 0)) },
    };
  },

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<'float32'>;
    const output = zeros('float32', this.outputType(layer, inputs));
    const dot = dotInOrder(layer, filterLength(layer, input));
    output.data.set(convolve(layer, { input, values: input.data, padValue: 0, dot }, output));
    return output;
  },
};

function dotInOrder({ weights, bias }: FloatConv2D, length: number): Dot {
  return (patch, filter) => {
    const start = filter * length;
    let acc = (bias === null ? 0 : bias[filter]) + 0;
    for (let k = 0; k < length; k++) acc = Math.fround(acc + Math.fround(patch[k] * weights[start + k]));
    return acc;
  };
}
