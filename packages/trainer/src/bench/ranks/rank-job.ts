// What a process of bench-ranks is told, and what comes back.

import type { RanksCase } from './cases';

export interface RankJob extends RanksCase {
  readonly recipe: string;
  /** Hosts of the ranks; left out: this one. */
  readonly hostfile?: string;
  /** Folder with images; left out: CIFAR-10. */
  readonly data?: string;
  /** Steps before those that are measured. */
  readonly warmUp: number;
  readonly steps: number;
  /** For logs of the ranks. */
  readonly folder: string;
  /** Where the first rank writes its RanksTrace. */
  readonly result: string;
}

/** A collective of a measured step on one rank. */
export interface CollectiveTime {
  /** Counted from the first measured step. */
  readonly step: number;
  /** As in the log of collectives: "bucket 0". */
  readonly what: string;
  /** Bytes of the values that it is about, on a rank. */
  readonly bytes: number;
  /** Bytes that this rank sent. */
  readonly sent: number;
  /** On the clock of the machine, ms. */
  readonly began: number;
  readonly ended: number;
}

export interface RankTrace {
  /** When the steps ended, on the same clock; the first entry is the end of the warm-up. */
  readonly marks: readonly number[];
  /** Processor time of the process in the measured steps, ms. */
  readonly cpuMs: number;
  /** Of the measured steps, in their order; the same ones on all ranks. */
  readonly collectives: readonly CollectiveTime[];
}

export interface RanksTrace {
  readonly batchSize: number;
  /** By rank. */
  readonly ranks: readonly RankTrace[];
}
