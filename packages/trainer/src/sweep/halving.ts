// Successive halving: all configurations train up to a rung, the best go on to the next one.
// Jamieson and Talwalkar, arXiv:1502.07943; the share that goes on is 1/eta as in Hyperband, arXiv:1603.06560.
//
// What is decided depends on accuracies alone, never on which run came first, since each rung waits for all of its
// runs. So nothing of it has to be kept on disk.
import type { RunProgress } from './run-progress';

/** A configuration as the decision sees it. */
export interface Contender {
  /** Of its recipe; null: it cannot be trained. */
  readonly epochs: number | null;
  /** One for each seed, in the order of the seeds. */
  readonly runs: readonly RunProgress[];
}

export interface Halving {
  readonly rungs: readonly number[];
  readonly eta: number;
}

/** `ahead`: it has runs that still have to train. */
export type StandingState = 'ahead' | 'finished' | 'stopped' | 'failed';

export interface Standing {
  /** Of the contender. */
  readonly index: number;
  readonly state: StandingState;
  /** Rungs that it was compared at. */
  readonly stage: number;
  /** Epochs that its accuracy is of; 0: none. */
  readonly epochs: number;
  /** Mean over the seeds, 0 … 1, on held-out images; null: it has none, or the data set holds out none. */
  readonly accuracy: number | null;
}

export interface DueRun {
  readonly contender: number;
  /** Which of its runs. */
  readonly run: number;
  readonly untilEpoch: number;
}

export interface Decision {
  /** What has to be trained before the next comparison; empty: all is done. */
  readonly due: readonly DueRun[];
  /** Of all contenders, the best first: who came further, then who is more accurate, then who is listed first. */
  readonly standings: readonly Standing[];
}

/** Looks at what all runs have come to. halving: null: all train to their end. */
export function decide(contenders: readonly Contender[], halving: Halving | null): Decision {
  const standings: Standing[] = [];
  let entered = contenders.map((_, index) => index);
  for (let stage = 0; ; stage++) {
    const rung = halving?.rungs[stage] ?? Infinity;
    const due = entered.flatMap((index) => dueRuns(contenders[index], index, rung));
    const stand = (index: number, state: StandingState): Standing => ({
      ...{ index, state, stage },
      ...accuracyAt(contenders[index], state === 'failed' ? 0 : rung),
    });
    if (due.length > 0 || rung === Infinity) {
      const ahead = new Set(due.map(({ contender }) => contender));
      const stateOf = (index: number): StandingState =>
        ahead.has(index) ? 'ahead' : hasFailed(contenders[index]) ? 'failed' : 'finished';
      return { due, standings: rank([...standings, ...entered.map((index) => stand(index, stateOf(index)))]) };
    }
    const failed = entered.filter((index) => hasFailed(contenders[index]));
    const compared = rank(entered.filter((index) => !failed.includes(index)).map((index) => stand(index, 'stopped')));
    const kept = compared.slice(0, Math.max(1, Math.floor(entered.length / (halving?.eta ?? 1))));
    standings.push(...failed.map((index) => stand(index, 'failed')), ...compared.slice(kept.length));
    entered = kept.map(({ index }) => index).sort((a, b) => a - b);
  }
}

/** Runs that have not come to the rung, or to their end where that is before. */
function dueRuns({ epochs, runs }: Contender, contender: number, rung: number): DueRun[] {
  if (epochs === null) return [];
  const untilEpoch = Math.min(rung, epochs);
  return runs.flatMap(({ accuracies, isFinished, failure }, run) => {
    const isThere = untilEpoch === epochs ? isFinished : accuracies.length >= untilEpoch;
    return isThere || failure !== null ? [] : [{ contender, run, untilEpoch }];
  });
}

/** A configuration fails with any of its runs: a mean over fewer seeds compares with no other. */
const hasFailed = ({ epochs, runs }: Contender): boolean =>
  epochs === null || runs.some(({ failure }) => failure !== null);

/** Where all of its runs are, up to the rung. */
function accuracyAt({ runs }: Contender, rung: number): Pick<Standing, 'epochs' | 'accuracy'> {
  const epochs = Math.min(rung, ...runs.map(({ accuracies }) => accuracies.length));
  if (epochs === 0) return { epochs, accuracy: null };
  const values = runs.map(({ accuracies }) => accuracies[epochs - 1]);
  if (!values.every((value) => value !== null)) return { epochs, accuracy: null };
  return { epochs, accuracy: values.reduce((sum, value) => sum + value, 0) / values.length };
}

const rank = (standings: readonly Standing[]): Standing[] =>
  [...standings].sort(
    (a, b) =>
      Number(a.state === 'failed') - Number(b.state === 'failed') ||
      b.stage - a.stage ||
      (b.accuracy ?? -1) - (a.accuracy ?? -1) ||
      a.index - b.index,
  );
