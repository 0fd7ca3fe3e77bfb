// The runs of a sweep in its folder: what they have come to, and what the process of each is told.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, writeWhole } from '@bitplane/cli';
import type { Contender, DueRun } from './halving';
import type { JobEnd } from './pool';
import type { RunJob } from './run-job';
import { readProgress, type RunProgress } from './run-progress';
import { openState } from './state';
import { runsOf, type Run, type Sweep } from './sweep';

export interface Runs {
  /** As the disk says now. */
  contenders(): Contender[];
  jobOf(due: DueRun, threads: number): RunJob;
  /** Keeps what the run prints. */
  log(due: DueRun, text: string): void;
  /** Keeps a failure. Returns what has become of the run, in a sentence. */
  end(due: DueRun, end: JobEnd): string;
}

export const recipeFile = (folder: string): string => join(folder, 'recipe.json');

/** Makes the folders of all runs, or finds what is there. Throws what openState throws. */
export function openRuns(sweep: Sweep, folder: string): Runs {
  const state = openState(folder, sweep.identity);
  const runs = sweep.configurations.map((configuration) => runsOf(sweep, configuration));
  writeRecipes(sweep, runs, folder);
  /** By no fault of their settings: the next start of the sweep tries them again. */
  const passingFailures = new Map<string, string>();
  const runOf = ({ contender, run }: DueRun): Run => runs[contender][run];

  function progressOf({ folder: own }: Run): RunProgress {
    const progress = readProgress(join(folder, own), sweep.measuresTest);
    return { ...progress, failure: state.failureOf(own) ?? passingFailures.get(own) ?? progress.failure };
  }

  return {
    contenders: () =>
      sweep.configurations.map(({ recipe }, index) => ({
        epochs: recipe?.epochs ?? null,
        runs: runs[index].map(progressOf),
      })),
    jobOf(due, threads) {
      const { folder: own, seed } = runOf(due);
      const out = join(folder, own);
      const isToTheEnd = due.untilEpoch === sweep.configurations[due.contender].recipe?.epochs;
      const untilEpoch = isToTheEnd ? undefined : due.untilEpoch;
      const options = { ...sweep.options, seed, out, recipe: recipeFile(out), untilEpoch };
      return { options, threads, measuresTest: sweep.measuresTest };
    },
    log: (due, text) => appendFileSync(join(folder, runOf(due).folder, 'log.txt'), text),
    end(due, end) {
      const run = runOf(due);
      if (end.kind === 'failed') {
        if (end.isFinal) state.saveFailure(run.folder, end.reason);
        else passingFailures.set(run.folder, end.reason);
      }
      return `${run.folder}: ${describeEnd(end, progressOf(run).accuracies)}`;
    },
  };
}

/** A run does not depend on a recipe file that changes meanwhile. */
function writeRecipes(sweep: Sweep, runs: readonly (readonly Run[])[], folder: string): void {
  for (const [index, { recipe }] of sweep.configurations.entries()) {
    if (recipe === null) continue;
    for (const { folder: own } of runs[index]) {
      makeFolder(join(folder, own));
      writeWhole(recipeFile(join(folder, own)), `${JSON.stringify(recipe, null, 2)}\n`);
    }
  }
}

function describeEnd(end: JobEnd, accuracies: readonly (number | null)[]): string {
  if (end.kind === 'failed') return `failed: ${end.reason}`;
  const last = accuracies.at(-1) ?? null;
  const accuracy = last === null ? '' : `, ${(100 * last).toFixed(2)} % on held-out images`;
  return `${end.kind === 'stopped' ? 'stopped' : 'trained'} after epoch ${accuracies.length}${accuracy}`;
}
