// What bench-ranks measures: a network on some ranks.
import { askedRecipe } from '../../training/settings';

export interface RanksCase {
  readonly network: string;
  /** 1: a process without Open MPI, as `train` is by default. */
  readonly ranks: number;
  /** "none" for one process. */
  readonly exchange: string;
  /** Images per step of all ranks. */
  readonly batchSize: number;
}

export interface AskedCases {
  readonly networks: readonly string[];
  /** Numbers of ranks. */
  readonly ranks: readonly number[];
  readonly exchanges: readonly string[];
  readonly recipe: string;
  /** Images per step of one process; default: the recipe's. */
  readonly batchSize?: number;
  /** Instead: images per step and rank, in every case. */
  readonly perRankBatch?: number;
}

/** The batch of the second case of one process, as a part of the first one's. */
const SMALL = 8;

/**
 * The cases of a round. Each network starts with one process, to which all others are compared, and with a small batch
 * on it: a line through both says what a step takes for no image, and for each. Ranks divide the batch of one process
 * among them, and then have such a batch each.
 */
export function casesOf({ networks, ranks, exchanges, perRankBatch, ...asked }: AskedCases): RanksCase[] {
  const whole = perRankBatch ?? askedRecipe(asked).batchSize;
  return networks.flatMap((network) => [
    { network, ranks: 1, exchange: 'none', batchSize: whole },
    { network, ranks: 1, exchange: 'none', batchSize: Math.max(1, Math.floor(whole / SMALL)) },
    ...exchanges.flatMap((exchange) =>
      ranks
        .filter((n) => n > 1)
        .flatMap((n) =>
          (perRankBatch === undefined ? [whole, n * whole] : [n * whole]).map((batchSize) => ({
            network,
            ranks: n,
            exchange,
            batchSize,
          })),
        ),
    ),
  ]);
}
