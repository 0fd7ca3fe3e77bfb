// How fast each rank computes: all of them wait for the slowest.
import { describeRank } from './describe-rank';

export interface PaceWatch {
  /** Starts and ends what a rank computes in a step. waited: ms in collectives since the run began. */
  begin(waited: number): void;
  end(waited: number): void;
  /** How long this rank computed in the last step, ms. */
  readonly milliseconds: number;
  /** The same of all ranks. */
  compare(milliseconds: readonly number[]): void;
}

/** Means over this many steps: one slow step says nothing. */
const WINDOW = 20;
const SLOWER = 1.5;
/** Below this a difference is noise. */
const NOTICEABLE_MS = 5;

/** `report` gets a sentence when a rank has become slower than the others by half. */
export function watchPace(hosts: readonly string[], report: (sentence: string) => void): PaceWatch {
  let began = 0;
  let milliseconds = 0;
  let steps = 0;
  let sums = hosts.map(() => 0);
  const slow = new Set<number>();

  const judge = (means: readonly number[]): void => {
    means.forEach((own, rank) => {
      const others = median(means.filter((_, other) => other !== rank));
      const isSlow = own > SLOWER * others && own - others > NOTICEABLE_MS;
      if (isSlow && !slow.has(rank)) {
        report(
          `${describeRank(hosts, rank)} computes ${own.toFixed(0)} ms per step, the others ${others.toFixed(0)} ms: all ranks wait for it`,
        );
      }
      if (isSlow) slow.add(rank);
      else slow.delete(rank);
    });
  };
  return {
    begin(waited) {
      began = performance.now() - waited;
    },
    end(waited) {
      milliseconds = performance.now() - waited - began;
    },
    get milliseconds() {
      return milliseconds;
    },
    compare(all) {
      sums = sums.map((sum, rank) => sum + all[rank]);
      if (++steps % WINDOW !== 0) return;
      if (hosts.length > 1) judge(sums.map((sum) => sum / WINDOW));
      sums = hosts.map(() => 0);
    },
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
