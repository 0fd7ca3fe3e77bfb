// Trains the runs of a sweep, rung by rung, at the places there are; what is on disk from before is not repeated.
import { join } from 'node:path';
import { claimFolder, onInterruption } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { plural } from '../plural';
import { requireWritable } from '../training/run-files';
import { decide, type Contender, type Decision, type DueRun, type Halving } from './halving';
import type { Places } from './launchers';
import { makePool, type Pool } from './pool';
import { openRuns, type Runs } from './runs';
import { removeSweep } from './state';
import type { Sweep } from './sweep';

export interface SweepOptions<Results> extends Places {
  readonly folder: string;
  /** Start over where a sweep is. */
  readonly overwrite?: boolean;
  /** Of each run. */
  readonly threads: number;
  /** Writes what is known, before each stage and at the end, an early one too. */
  readonly writeResults: (contenders: readonly Contender[], decision: Decision) => Results;
  /** How the user continues after an early end. */
  readonly continueWith: string;
}

const PROGRAM = join(__dirname, '../../bin/run-of-sweep.js');

/**
 * Trains until nothing is due. Returns the last results. Throws E_USAGE when another process works in the folder or
 * another sweep is there, E_HOST when no host is left, E_INTERRUPTED after Ctrl-C, when all runs have stopped with a
 * checkpoint.
 */
export async function runSweep<Results>(sweep: Sweep, options: SweepOptions<Results>): Promise<Results> {
  const { folder, launcher, slots, threads } = options;
  requireWritable(folder);
  const release = claimFolder(join(folder, '.sweep'));
  try {
    if (options.overwrite === true) removeSweep(folder);
    const runs = openRuns(sweep, folder);
    const pool = makePool<DueRun>(slots, {
      start: (due, slot) =>
        launcher.start([PROGRAM, JSON.stringify(runs.jobOf(due, threads))], slot, (text) => runs.log(due, text)),
      onEnd: (due, end) => say(runs.end(due, end)),
      onHostLost: (host, reason) => say(`${host ?? 'this machine'} is left out from now on: ${reason}`),
    });
    return await untilInterrupted(pool, () => trainStages(runs, pool, { ...options, halving: sweep.halving }));
  } finally {
    release();
  }
}

/** A stage ends where runs are compared, or at their end. */
async function trainStages<Results>(
  runs: Runs,
  pool: Pool<DueRun>,
  { folder, slots, halving, writeResults, continueWith }: SweepOptions<Results> & { readonly halving: Halving | null },
): Promise<Results> {
  for (;;) {
    const contenders = runs.contenders();
    const decision = decide(contenders, halving);
    const results = writeResults(contenders, decision);
    const { due } = decision;
    if (due.length === 0) return results;
    if (pool.isStopped()) {
      throw new BitplaneError(
        'E_INTERRUPTED',
        `the sweep stopped, ${plural(due.length, 'run')} of this stage had to train further; its state is in ${folder}: continue with "${continueWith}"`,
      );
    }
    const epochs = [...new Set(due.map(({ untilEpoch }) => untilEpoch))].sort((a, b) => a - b);
    say(`${plural(due.length, 'run')} up to epoch ${epochs.join(' or ')}, at most ${slots.length} at a time`);
    await pool.run(due);
  }
}

/** The first Ctrl-C asks the runs for an end, a second one ends them. */
async function untilInterrupted<Results>(pool: Pool<DueRun>, work: () => Promise<Results>): Promise<Results> {
  let requests = 0;
  const release = onInterruption(() => {
    if (++requests > 1) return pool.kill();
    say('stopping all runs after their step …');
    pool.stop();
  });
  try {
    return await work();
  } finally {
    release();
  }
}

/** On stderr, so that stdout keeps the results. */
const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
