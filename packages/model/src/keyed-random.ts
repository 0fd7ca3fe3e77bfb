// Seeded random numbers. Everything random in a run is a function of its seed and of a place in the run (epoch, image),
// not of what was drawn before: a resumed run draws what an uninterrupted one would, and nothing has to be stored.

/** Uniform in [0, 1), 32 bits of it. */
export type KeyedRandom = () => number;

/**
 * A generator for each key, e.g. randomFor(seed, epoch, image): 32-bit integers. Small Fast Counter 32 (Chris
 * Doty-Humphrey, PractRand).
 */
export function randomFor(...key: readonly number[]): KeyedRandom {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
  const next = (): number => {
    const sum = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (const part of key) {
    a ^= part;
    // Twelve rounds are what sfc32 needs until a change of one seed bit has reached all of the state.
    for (let round = 0; round < 12; round++) next();
  }
  return () => next() / 2 ** 32;
}

/** Uniform in 0 … bound − 1. */
export const randomInteger = (random: KeyedRandom, bound: number): number => Math.floor(random() * bound);

/** The numbers 0 … count − 1 in random order (Fisher–Yates). */
export function shuffledIndices(count: number, random: KeyedRandom): Uint32Array {
  const indices = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = randomInteger(random, i + 1);
    [indices[i], indices[j]] = [indices[j], indices[i]];
  }
  return indices;
}
