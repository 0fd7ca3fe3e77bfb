// Arrays of random values.
import type { SignWeights } from '../layers/binary-conv2d';
import type { Random } from '../random';

export const randomBits = (random: Random, length: number): Uint8Array =>
  Uint8Array.from({ length }, () => random.integer(0, 1));

/** Signs, in a quarter of all cases some of them masked out. */
export function randomSigns(random: Random, length: number): SignWeights {
  const signs = randomBits(random, length);
  if (random.chance(0.75)) return { type: 'signs', values: signs, mask: null };
  const mask = Uint8Array.from({ length }, () => Number(random.chance(0.7)));
  return { type: 'signs', values: signs.map((bit, k) => bit & mask[k]), mask };
}

/** float32 values; one in twenty is so small that its products are subnormal. */
export const randomFloats = (random: Random, length: number): Float32Array =>
  Float32Array.from({ length }, () => random.bell() * (random.chance(0.05) ? 2 ** -140 : 1));
