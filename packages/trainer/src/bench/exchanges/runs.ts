// What bench-exchanges compares: exchanges with a recipe that each of them is made for.
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { completeDistributed } from '../../distributed/settings';
import { settingOption } from '../../distributed/exchange-settings';
import type { RunRecord } from '../../run-record';
import { readCheckpoint } from '../../training/checkpoint';
import type { Settings } from '../../training/settings';
import { checkpointFolder } from '../../training/start';

export interface ExchangeRun {
  /** Of its folder. */
  readonly name: string;
  readonly recipe: string;
  readonly exchange: string;
  /** H of local; null for others. */
  readonly syncEvery: number | null;
}

const RECIPES = [
  { recipe: 'reference', exchanges: ['full', 'one-bit'] },
  { recipe: 'plus', exchanges: ['full', 'one-bit-adam'] },
  { recipe: 'bop', exchanges: ['full', 'vote'] },
] as const;

/** Each recipe's `full` comes before what is compared with it. */
export const exchangeRuns = (syncEvery: readonly number[]): ExchangeRun[] =>
  RECIPES.flatMap(({ recipe, exchanges }) => [
    ...exchanges.map((exchange) => ({ name: `${recipe}-${exchange}`, recipe, exchange, syncEvery: null })),
    ...(recipe === 'plus' ? syncEvery : []).map((steps) => ({
      ...{ name: `${recipe}-local-${steps}`, recipe, exchange: 'local', syncEvery: steps },
    })),
  ]);

/** What all runs have in common. */
export interface RunPlan {
  readonly network: string;
  readonly epochs: number;
  readonly ranks: number;
  readonly seed: number;
  /** Default: CIFAR-10 as the set-up fetched it. */
  readonly data?: string;
}

/** The words of `train` for a run into this folder. */
export const trainWords = (
  run: ExchangeRun,
  { network, epochs, ranks, seed, data }: RunPlan,
  out: string,
): string[] => [
  ...['train', '--network', network, '--out', out, '--distributed', String(ranks)],
  ...['--recipe', run.recipe, '--epochs', String(epochs), '--seed', String(seed), '--exchange', run.exchange],
  ...(run.syncEvery === null ? [] : [settingOption('syncEvery'), String(run.syncEvery)]),
  ...(data === undefined ? [] : ['--data', data]),
];

export type RunState = 'new' | 'unfinished' | 'finished';

/** What is in the folder. Throws E_USAGE where it is another run. */
export function stateOf(run: ExchangeRun, plan: RunPlan, out: string): RunState {
  const checkpoint = readCheckpoint(checkpointFolder(out));
  if (checkpoint === null) return 'new';
  if (isDeepStrictEqual(checkpoint.settings, settingsOf(run, plan))) {
    if (!checkpoint.finished) return 'unfinished';
    if (readRecord(out).ranks === plan.ranks) return 'finished';
  }
  throw new BitplaneError(
    'E_USAGE',
    `${out} contains a run with other settings or ranks: give another --out, or remove that folder`,
  );
}

export const readRecord = (out: string): RunRecord =>
  JSON.parse(readWhole(join(out, 'run.json')).toString()) as RunRecord;

/** As a checkpoint has them. */
function settingsOf({ recipe, exchange, syncEvery }: ExchangeRun, { network, epochs, seed, ranks }: RunPlan): Settings {
  const exchangeSettings = syncEvery === null ? {} : { syncEvery };
  const settings = completeDistributed(network, { recipe, epochs, seed, exchange, exchangeSettings }, ranks);
  return JSON.parse(JSON.stringify(settings)) as Settings;
}
