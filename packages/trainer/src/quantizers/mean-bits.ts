import * as tf from '@tensorflow/tfjs';
import { randomFor, shuffledIndices } from '../random';
import { activationScale, scaledResidual, type ActivationScale } from './activation-scale';
import { EITHER, type QuantizerKind } from './quantizer';
import { integerBetween, numberBetween } from './settings';

/**
 * A bit map drawn so that its mean is the wanted real number: of E elements round((m − ⌊m⌋)·E) have ⌊m⌋ + 1 bits, the
 * others ⌊m⌋; which ones is random. The mean is m to within 1/(2E).
 *
 * @returns n(e) in the order of the tensor's elements; the same for the same seed and number of elements.
 *
 * Fromm et al., "Heterogeneous Bitwidth Binarization in Convolutional Neural Networks", arXiv:1805.10368, section 3
 * (its "Random" choice).
 */
export function meanBitsMap(numElements: number, meanBits: number, seed: number): Float32Array {
  const fewer = Math.floor(meanBits);
  const map = new Float32Array(numElements).fill(fewer);
  const numMore = Math.round((meanBits - fewer) * numElements);
  for (const element of shuffledIndices(numElements, randomFor(seed)).subarray(0, numMore)) map[element] = fewer + 1;
  return map;
}

/**
 * Residual sign with a drawn number of bits for each element, e.g. 1.4 in the mean; forward and gradient are those of
 * bit-map. The map is a function of the seed and of the operand's shape without the batch: it is not saved but drawn
 * anew.
 */
export const MEAN_BITS: QuantizerKind<{ meanBits: number; seed: number; scale: ActivationScale }> = {
  roles: EITHER,
  settings: (role) => ({
    meanBits: numberBetween(1, 4, 1.5),
    seed: integerBetween(0, 2 ** 32 - 1, 0),
    scale: activationScale(role),
  }),
  create: ({ meanBits, seed, scale }, { role }) => {
    const numPlanes = Math.ceil(meanBits);
    // Numbers, not a tensor: a tensor that outlives the step would have to be disposed of with the layer.
    const drawn = new Map<number, Float32Array>();
    const bitMap = (shape: number[]): tf.Tensor => {
      const numElements = shape.reduce((product, size) => product * size, 1);
      const map = drawn.get(numElements) ?? meanBitsMap(numElements, meanBits, seed);
      drawn.set(numElements, map);
      return tf.tensor(map, shape);
    };
    return {
      range: [-Infinity, Infinity],
      numBits: meanBits,
      numPlanes,
      ...scaledResidual(scale, numPlanes, (x) => {
        const shape = role === 'input' ? x.shape.slice(1) : x.shape;
        return { numPlanes, bitMap: () => bitMap(shape) };
      }),
    };
  },
};
