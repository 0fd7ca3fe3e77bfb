// Seeded random numbers, the same on every machine and Node version: tests and vectors must be repeatable.

export interface Random {
  /** [0, 1) in steps of 2^-32. */
  readonly uniform: () => number;
  /** min … max, both included. */
  readonly integer: (min: number, max: number) => number;
  /** Mean 0, variance 1, −3.47 … 3.47: Irwin–Hall of four, since Math.log and Math.cos may differ between engines. */
  readonly bell: () => number;
  /** True with the probability. */
  readonly chance: (probability: number) => boolean;
  readonly pick: <Value>(values: readonly Value[]) => Value;
}

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state, period 2^32. Equal seeds give equal numbers. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (min: number, max: number): number => min + Math.floor(uniform() * (max - min + 1));
  return {
    uniform,
    integer,
    bell: () => (uniform() + uniform() + uniform() + uniform() - 2) * Math.sqrt(3),
    chance: (probability) => uniform() < probability,
    pick: (values) => values[integer(0, values.length - 1)],
  };
}
