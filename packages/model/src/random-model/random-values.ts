// Arrays of random values.
import type { Random } from '../random';

export const randomBits = (random: Random, length: number): Uint8Array =>
  Uint8Array.from({ length }, () => random.integer(0, 1));

/** float32 values; one in twenty is so small that its products are subnormal. */
export const randomFloats = (random: Random, length: number): Float32Array =>
  Float32Array.from({ length }, () => random.bell() * (random.chance(0.05) ? 2 ** -140 : 1));
