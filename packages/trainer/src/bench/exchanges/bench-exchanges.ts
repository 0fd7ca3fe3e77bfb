// The command `bench-exchanges`: trains one network with each exchange, and compares accuracies.
import { join } from 'node:path';
import { chooseByName, outFolder, readWhole, userPath, writeWhole } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { launch } from '../../distributed/launch';
import { evaluate } from '../../evaluate';
import { gitCommit } from '../../run-record';
import { requireWritable } from '../../training/run-files';
import { exchangeRuns, readRecord, stateOf, trainWords, type ExchangeRun, type RunPlan } from './runs';
import { exchangeTable, type ExchangeResult } from './table';

export interface BenchExchangesOptions extends RunPlan {
  /** The Hs of local. */
  readonly syncEvery: readonly number[];
  /** Names of runs, separated by commas; default: all. */
  readonly only?: string;
  /** Default: out/bench-exchanges. */
  readonly out?: string;
  /** Before the first evaluation. */
  readonly loadBackend: () => Promise<unknown>;
  readonly print: (line: string) => void;
}

/**
 * Trains what is not there yet, continues what was interrupted, and writes exchanges.json and exchanges.md with what is
 * finished after each run. Throws E_USAGE for runs with other settings in the folder, E_INTERRUPTED after Ctrl-C, and
 * what launch and evaluate throw.
 */
export async function benchExchanges(options: BenchExchangesOptions): Promise<void> {
  const out = options.out === undefined ? outFolder('bench-exchanges') : userPath(options.out);
  const all = exchangeRuns(options.syncEvery);
  const runs = options.only === undefined ? all : chooseByName('--only', options.only, all);
  requireWritable(out);
  // Before hours of training: none of the folders has another run.
  for (const run of runs) stateOf(run, options, join(out, run.name));

  const results: ExchangeResult[] = [];
  await options.loadBackend();
  for (const run of runs) {
    const folder = join(out, run.name);
    await finish(run, options, folder);
    results.push(await resultOf(run, options, folder));
    const { network, epochs, ranks, seed } = options;
    const record = {
      schema: 'bitplane-exchanges/1',
      network,
      epochs,
      ranks,
      seed,
      commit: gitCommit(),
      results,
    } as const;
    writeWhole(join(out, 'exchanges.json'), `${JSON.stringify(record, null, 2)}\n`);
    writeWhole(join(out, 'exchanges.md'), exchangeTable(record));
  }
  options.print(readWhole(join(out, 'exchanges.md')).toString());
}

async function finish(run: ExchangeRun, options: BenchExchangesOptions, folder: string): Promise<void> {
  const state = stateOf(run, options, folder);
  options.print(`${run.name}: ${TO_DO[state]}`);
  if (state === 'finished') return;
  const words = [...trainWords(run, options, folder), ...(state === 'unfinished' ? ['--resume'] : [])];
  const code = await launch(words, { distributed: options.ranks });
  if (code === 0) return;
  throw new BitplaneError(
    code === 130 ? 'E_INTERRUPTED' : 'E_PROGRAM',
    `run ${run.name} ended with exit code ${code}: the same command continues with it`,
  );
}

const TO_DO = { new: 'train', unfinished: 'continue', finished: 'is there already' } as const;

async function resultOf(
  run: ExchangeRun,
  { network, data }: BenchExchangesOptions,
  folder: string,
): Promise<ExchangeResult> {
  const { result, sentPerStep } = readRecord(folder);
  const { images, correct } = await evaluate({ network, model: folder, data });
  return { ...run, accuracy: correct / images, images, sentPerStep: sentPerStep ?? 0, seconds: result.seconds };
}
