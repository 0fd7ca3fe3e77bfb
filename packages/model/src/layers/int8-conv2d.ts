// The first layer at run time: bytes times 8-bit weights.
import { zeros, type TensorOf } from '../tensor';
import { convolutionMacs, convolutionShape, convolve, dotProducts, filterLength } from './convolution';
import { oncePerLayer } from './once-per-layer';
import { requireInput, requireInt8Weights, requireLength, reject } from './require';
import type { LayerBase, LayerKind } from './layer-kind';
import type { Window } from './window';

/** acc[i,j,o] = Σ (u − zeroPoints[c])·w[o]: uint8 × int8 → int32; padded taps contribute 0. */
export interface Int8Conv2D extends LayerBase {
  readonly kind: 'int8-conv2d';
  readonly filters: number;
  readonly window: Window;
  readonly groups: number;
  /** [filters, rows, columns, channels / groups], −127…127 */
  readonly weights: Int8Array;
  /** [channels of the input] */
  readonly zeroPoints: Uint8Array;
}

const floatWeights = oncePerLayer(({ weights }: Int8Conv2D) => Float64Array.from(weights));

/** With at most this many weights a filter every sum fits int32: 66,311 · 255 · 127 < 2^31. */
const MAX_FILTER_LENGTH = Math.floor((2 ** 31 - 1) / (255 * 127));

export const int8Conv2D: LayerKind<Int8Conv2D> = {
  kind: 'int8-conv2d',

  outputType(layer, inputs) {
    const input = requireInput(layer, inputs, ['uint8']);
    const shape = convolutionShape(layer, input, layer.weights);
    requireLength(layer, 'zeroPoints', layer.zeroPoints, input.channels);
    const length = filterLength(layer, input);
    if (length > MAX_FILTER_LENGTH) {
      reject(layer, {
        attribute: 'weights of a filter',
        expected: `at most ${MAX_FILTER_LENGTH}, so that sums fit int32`,
        got: length,
      });
    }
    requireInt8Weights(layer, layer.weights);
    return { ...shape, element: 'int32' };
  },

  cost(layer, inputs) {
    return {
      binaryMacs: 0,
      integerMacs: convolutionMacs(layer, inputs[0], this.outputType(layer, inputs)),
      weightBits: { binary: 0, int8: 8 * layer.weights.length, other: 8 * layer.zeroPoints.length },
    };
  },

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<'uint8'>;
    const output = zeros('int32', this.outputType(layer, inputs));
    const { zeroPoints } = layer;
    const values = new Float64Array(input.data.length);
    for (let k = 0; k < values.length; k++) values[k] = input.data[k] - zeroPoints[k % input.channels];
    const patch = new Float64Array(filterLength(layer, input));
    convolve(layer, { input, values, patch, dots: dotProducts(floatWeights(layer)) }, output);
    return output;
  },

  // Σ of the smallest and of the largest (u − zeroPoint)·q for u in 0…255; a tap outside the image contributes 0.
  accumulatorRange({ weights, zeroPoints, filters, groups }, filter) {
    const length = weights.length / filters;
    const groupChannels = zeroPoints.length / groups;
    const firstChannel = Math.floor(filter / (filters / groups)) * groupChannels;
    let [lower, upper] = [0, 0];
    for (let k = 0; k < length; k++) {
      const q = weights[filter * length + k];
      const zeroPoint = zeroPoints[firstChannel + (k % groupChannels)];
      lower += Math.min(-q * zeroPoint, q * (255 - zeroPoint));
      upper += Math.max(-q * zeroPoint, q * (255 - zeroPoint));
    }
    return { lower, upper };
  },
};
