// The bit map of the quantizer mean-bits: a network's file holds what it is drawn from, not the map.
import { randomFor, shuffledIndices } from './keyed-random';

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
