// The last collectives of this rank, for the moment when one does not end.

export interface Collective {
  /** 1 for the first of the run; the same on all ranks. */
  readonly number: number;
  /** Steps of the run done before it. */
  readonly step: number;
  readonly kind: 'allreduce' | 'allgather' | 'alltoall' | 'broadcast' | 'barrier';
  /** Such as "bucket 3". */
  readonly what: string;
  readonly bytes: number;
  /** Null while it lasts. */
  microseconds: number | null;
}

export interface CollectiveLog {
  /** Set by the training loop. */
  step: number;
  /** The last ones, oldest first. */
  readonly recent: readonly Readonly<Collective>[];
  /** Time spent in collectives so far. */
  readonly milliseconds: number;
  /** Bytes that this rank has sent in collectives so far. */
  sent: number;
  during<Result>(what: Pick<Collective, 'kind' | 'what' | 'bytes'>, run: (collective: Collective) => Result): Result;
}

const KEPT = 64;

export function startCollectiveLog(): CollectiveLog {
  const recent: Collective[] = [];
  let number = 0;
  return {
    step: 0,
    recent,
    milliseconds: 0,
    sent: 0,
    during(what, run) {
      const collective: Collective = { number: ++number, step: this.step, ...what, microseconds: null };
      recent.push(collective);
      if (recent.length > KEPT) recent.shift();
      const began = performance.now();
      const result = run(collective);
      const milliseconds = performance.now() - began;
      collective.microseconds = Math.round(1000 * milliseconds);
      Object.assign(this, { milliseconds: this.milliseconds + milliseconds });
      return result;
    },
  };
}

/** "allreduce 1417 (bucket 3)" */
export const describeCollective = ({ kind, number, what }: Collective): string => `${kind} ${number} (${what})`;
