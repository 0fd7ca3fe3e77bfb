// What a comparison says of each measurement.
import type { Difference } from './difference';
import type { Report } from './schema';

export interface ComparisonLayer {
  readonly name: string;
  readonly kind: string;
  readonly kernel: string;
  readonly ns: number;
  /** Null if the baseline has no such layer, is another network, or is not comparable. */
  readonly difference: Difference | null;
}

export interface ComparisonRow {
  /** The newest of `reports`. */
  readonly report: Report;
  /** Of one measurement, repeated; oldest first. */
  readonly reports: readonly [Report, ...Report[]];
  /** Unique within the comparison. */
  readonly label: string;
  readonly medianMs: number;
  readonly p95Ms: number;
  /** This row's median time in multiples of the baseline's. */
  readonly ratio: number;
  /** Null of the baseline itself, and where times of the two do not compare. */
  readonly difference: Difference | null;
  readonly layers: readonly ComparisonLayer[];
  /** Accuracy in %; null if nobody counted. */
  readonly accuracy: number | null;
  /** The instruction sets of the kernels that ran, for example `avx2, portable`. */
  readonly kernels: string;
  /** Runs another network than the baseline does. */
  readonly isOtherModel: boolean;
  /** Its times say how fast hardware is. */
  readonly isSpeed: boolean;
  /** Its time and the baseline's are of one source, which means something. */
  readonly isComparable: boolean;
}

export interface Comparison {
  /** The first one is the baseline. */
  readonly rows: readonly [ComparisonRow, ...ComparisonRow[]];
  /** What a reader must know before believing the numbers. */
  readonly notes: readonly string[];
}
