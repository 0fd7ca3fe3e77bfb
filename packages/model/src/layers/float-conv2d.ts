// Convolution of float32 numbers at run time: first layers, transitions and classifiers that were trained in floats.
import { zeros, type TensorOf } from '../tensor';
import { convolutionMacs, convolutionShape, convolve, filterLength, type Dots } from './convolution';
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

const { fround } = Math;

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
    const patch = new Float32Array(filterLength(layer, input));
    convolve(layer, { input, values: input.data, patch, dots: dotsInOrder(layer) }, output);
    return output;
  },
};

/** As dotProducts, in float32: four sums side by side, each in its own order. */
function dotsInOrder({ weights, bias }: FloatConv2D): Dots<Float32Array> {
  const start = (filter: number): number => (bias === null ? 0 : bias[filter]) + 0;
  return (sums, patch, first) => {
    const length = patch.length;
    let f = 0;
    for (; f + 4 <= sums.length; f += 4) {
      let [a, b, c, d] = [start(first + f), start(first + f + 1), start(first + f + 2), start(first + f + 3)];
      for (let k = 0, w = (first + f) * length; k < length; k++, w++) {
        a = fround(a + fround(patch[k] * weights[w]));
        b = fround(b + fround(patch[k] * weights[w + length]));
        c = fround(c + fround(patch[k] * weights[w + 2 * length]));
        d = fround(d + fround(patch[k] * weights[w + 3 * length]));
      }
      sums[f] = a;
      sums[f + 1] = b;
      sums[f + 2] = c;
      sums[f + 3] = d;
    }
    for (; f < sums.length; f++) {
      let acc = start(first + f);
      for (let k = 0, w = (first + f) * length; k < length; k++, w++) acc = fround(acc + fround(patch[k] * weights[w]));
      sums[f] = acc;
    }
  };
}
