// seeds.json and its table: how an accuracy differs from seed to seed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { readWhole } from '@bitplane/cli';
import type { Evaluation } from '../evaluate';
import type { Contender } from './halving';
import { testFile } from './run-progress';
import { spreadOf, type Spread } from './spread';
import type { Identity, Run, Sweep } from './sweep';
import { percent } from './table';

export interface SeedsResults {
  readonly schema: 'bitplane-seeds/1';
  /** False: runs have to train further. */
  readonly isComplete: boolean;
  readonly settings: Identity;
  readonly runs: readonly SeedResult[];
  /** On held-out images; null: none were held out, or no run has come to its end. So is `test`. */
  readonly validation: Spread | null;
  readonly test: Spread | null;
}

export interface SeedResult {
  readonly seed: number;
  /** Below that of this file. */
  readonly folder: string;
  /** 0 … 1; null: none were held out, or the run is not at its end. */
  readonly validationAccuracy: number | null;
  readonly testAccuracy: number | null;
  /** Why it failed, in one line. */
  readonly failure: string | null;
}

export interface SeedsPlace {
  readonly sweep: Sweep;
  readonly runs: readonly Run[];
  readonly folder: string;
}

export function seedsResults(
  { sweep, runs, folder }: SeedsPlace,
  { runs: progress }: Contender,
  isComplete: boolean,
): SeedsResults {
  const results = runs.map(({ seed, folder: own }, k): SeedResult => {
    const { accuracies, isFinished, failure } = progress[k];
    return {
      ...{ seed, folder: own },
      validationAccuracy: isFinished ? (accuracies.at(-1) ?? null) : null,
      testAccuracy: isFinished ? testAccuracy(join(folder, own)) : null,
      failure,
    };
  });
  const spread = (name: 'validationAccuracy' | 'testAccuracy'): Spread | null =>
    spreadOf(results.map(({ [name]: value }) => value).filter((value) => value !== null));
  return {
    schema: 'bitplane-seeds/1',
    isComplete,
    settings: sweep.identity,
    runs: results,
    validation: spread('validationAccuracy'),
    test: spread('testAccuracy'),
  };
}

function testAccuracy(folder: string): number | null {
  if (!existsSync(testFile(folder))) return null;
  const { correct, images } = JSON.parse(readWhole(testFile(folder)).toString()) as Evaluation;
  return correct / images;
}

/** A row per seed, then mean, standard deviation and range. */
export function seedsTable({ runs, validation, test }: SeedsResults): string {
  const table = new Table({
    head: ['seed', 'held-out accuracy', 'test accuracy'],
    colAligns: ['left', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  const shown = (share: number | null | undefined): string => (share == null ? '' : percent(share));
  const range = (spread: Spread | null): string =>
    spread === null ? '' : `${shown(spread.min)} … ${shown(spread.max)}`;
  for (const { seed, validationAccuracy, testAccuracy, failure } of runs) {
    table.push([String(seed), shown(validationAccuracy), failure === null ? shown(testAccuracy) : 'failed']);
  }
  table.push(['mean', shown(validation?.mean), shown(test?.mean)]);
  table.push(['standard deviation', shown(validation?.standardDeviation), shown(test?.standardDeviation)]);
  table.push(['range', range(validation), range(test)]);
  const failed = runs.flatMap(({ seed, failure }) => (failure === null ? [] : [`seed ${seed} failed: ${failure}`]));
  return [table.toString(), ...failed].join('\n');
}
