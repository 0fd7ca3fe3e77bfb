// What a sweep is: configurations × seeds, each of them a run in a folder of its own.
import { join } from 'node:path';
import type { TrainOptions } from '../train';
import type { Configuration } from './configurations';
import type { Halving } from './halving';

export interface Sweep {
  /** What all runs have in common beside their recipes. */
  readonly options: Pick<
    TrainOptions,
    | 'network'
    | 'data'
    | 'imageSize'
    | 'splitSeed'
    | 'strict'
    | 'limit'
    | 'validation'
    | 'from'
    | 'freeze'
    | 'checkpointEvery'
  >;
  readonly configurations: readonly Configuration[];
  readonly seeds: readonly number[];
  /** Null: all runs train to their end. */
  readonly halving: Halving | null;
  /** A finished run is evaluated on the test images too. Never where something is chosen. */
  readonly measuresTest: boolean;
  /** What decides about the results, by the names that messages call it; a sweep continues only with the same. */
  readonly identity: Identity;
}

export type Identity = Readonly<Record<string, unknown>>;

export interface Run {
  readonly seed: number;
  /** Below the sweep's folder. */
  readonly folder: string;
}

/** The runs of a configuration, in the order of the seeds; those of a sweep over seeds alone are in its own folder. */
export function runsOf({ configurations, seeds, measuresTest }: Sweep, { number }: Configuration): Run[] {
  const digits = String(configurations.length).length;
  const above = measuresTest ? [] : ['runs', String(number).padStart(digits, '0')];
  return seeds.map((seed) => ({ seed, folder: join(...above, `seed-${seed}`) }));
}
