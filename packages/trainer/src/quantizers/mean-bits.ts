import * as tf from '@tensorflow/tfjs';
import { meanBitsMap } from '@bitplane/model';
import { activationScale, scaledResidual, type ActivationScale } from './activation-scale';
import { EITHER, type QuantizerKind } from './quantizer';
import { integerBetween, numberBetween } from './settings';

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
