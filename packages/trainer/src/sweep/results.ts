// results.json: the configurations of a sweep with what they came to, the best first. Nothing in it depends on time,
// machine or the order in which runs ended.
import type { SettingValues } from './configurations';
import type { Contender, Decision, StandingState } from './halving';
import { spreadOf, type Spread } from './spread';
import { runsOf, type Identity, type Sweep } from './sweep';

export interface SweepResults {
  readonly schema: 'bitplane-sweep/1';
  /** False: runs have to train further. */
  readonly isComplete: boolean;
  /** The SPEC with its defaults, the base recipe, and SHA-256 of the data. */
  readonly sweep: Identity;
  readonly configurations: readonly ConfigurationResult[];
  /** Null: there is none yet. */
  readonly best: BestRun | null;
}

export interface BestRun {
  /** Number of the configuration. */
  readonly configuration: number;
  readonly seed: number;
  /** Below that of this file. */
  readonly folder: string;
}

export interface ConfigurationResult {
  readonly number: number;
  readonly settings: SettingValues;
  /** stopped: others were better at a rung. */
  readonly state: StandingState;
  /** Of the recipe; null: it cannot be trained. */
  readonly totalEpochs: number | null;
  /** Epochs that the accuracy is of. */
  readonly epochs: number;
  /** On held-out images, over the seeds; null: none was measured. */
  readonly accuracy: Spread | null;
  /** Why it failed, in one line. */
  readonly reason: string | null;
  readonly runs: readonly RunResult[];
}

export interface RunResult {
  readonly seed: number;
  /** Below that of this file. */
  readonly folder: string;
  /** On held-out images after each epoch. */
  readonly accuracies: readonly (number | null)[];
  readonly failure: string | null;
}

/** In the order of the decision. */
export function configurationResults(
  sweep: Sweep,
  contenders: readonly Contender[],
  { standings }: Decision,
): ConfigurationResult[] {
  return standings.map(({ index, state, epochs }) => {
    const { number, settings, reason } = sweep.configurations[index];
    const { epochs: totalEpochs, runs } = contenders[index];
    const failure = runs.find((run) => run.failure !== null)?.failure ?? null;
    const values = epochs === 0 ? [] : runs.map(({ accuracies }) => accuracies[epochs - 1]);
    return {
      ...{ number, settings, state, totalEpochs, epochs },
      accuracy: spreadOf(values.filter((value) => value !== null)),
      reason: reason ?? failure,
      runs: runsOf(sweep, sweep.configurations[index]).map(({ seed, folder }, k) => ({
        ...{ seed, folder },
        accuracies: runs[k].accuracies,
        failure: runs[k].failure,
      })),
    };
  });
}
