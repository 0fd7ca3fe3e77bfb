// What a sum over hosts costs, by the model in which a message of m bytes takes α + m·β: α seconds until its first byte
// is there, β seconds per byte. Thakur, Rabenseifner and Gropp, "Optimization of Collective Communication Operations in
// MPICH", Int. J. of High Performance Computing Applications 19(1), 2005, section 4; Hockney, Parallel Computing 20,
// 1994. All times are seconds; n is the number of hosts, with a rank each; every host sends and receives at once.

export interface Link {
  /** α: from the call that sends a message to the call that has received its first byte, s. */
  readonly alpha: number;
  /** o ≤ α: the part of α in which the processor is busy, so that the next message cannot start, s. */
  readonly overhead: number;
  /** 1/β, bits/s. */
  readonly bitsPerSecond: number;
}

/** β, s per byte. */
export const secondsPerByte = ({ bitsPerSecond }: Link): number => 8 / bitsPerSecond;

/** The cost of a sum of m bytes over n hosts, without the additions. */
export type SumCost = (link: Link, n: number, bytes: number) => number;

/**
 * Ring: n − 1 steps that add up a part of m/n bytes, n − 1 that pass the sums on:
 *
 *     T = 2·(n − 1)·(α + m/n·β)
 */
export const ring: SumCost = (link, n, bytes) => 2 * (n - 1) * (link.alpha + (bytes / n) * secondsPerByte(link));

/**
 * Binomial tree: all m bytes up to a root, and down again, ⌈log₂ n⌉ messages each way:
 *
 *     T = 2·⌈log₂ n⌉·(α + m·β)
 */
export const tree: SumCost = (link, n, bytes) => 2 * depth(n) * (link.alpha + bytes * secondsPerByte(link));

/**
 * What distributed/communicator.ts does with many numbers: each rank sends n − 1 others their part of m/n bytes, all at
 * once, adds up its own part, and sends the sums to the n − 1 others. A rank is busy with n − 1 messages each way, but
 * their ways overlap (LogP: Culler et al., PPoPP 1993):
 *
 *     T = 2·(α + (n − 2)·o + (n − 1)/n·m·β)
 */
export const direct: SumCost = (link, n, bytes) =>
  n === 1 ? 0 : 2 * (link.alpha + (n - 2) * link.overhead + (((n - 1) * bytes) / n) * secondsPerByte(link));

/**
 * What it does with few numbers: all m bytes from everybody to everybody.
 *
 *     T = α + (n − 2)·o + (n − 1)·m·β
 */
export const directFew: SumCost = (link, n, bytes) =>
  n === 1 ? 0 : link.alpha + (n - 2) * link.overhead + (n - 1) * bytes * secondsPerByte(link);

/** ⌈log₂ n⌉, exact for every whole n. */
const depth = (n: number): number => (n <= 1 ? 0 : 32 - Math.clz32(n - 1));

/** How often the numbers of a whole sum are added on the busiest host: (n − 1)/n, ⌈log₂ n⌉ or 1 times. */
export const additions = {
  ring: (n: number): number => (n - 1) / n,
  tree: depth,
  direct: (n: number): number => (n === 1 ? 0 : 1),
} as const;

export type Scheme = keyof typeof additions;
