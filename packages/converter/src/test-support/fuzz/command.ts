// `npx nx run converter:fuzz`.
import { amount, integer, outFolder, positiveInteger, runCommandLine, type Command } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { fuzz, type FuzzResult } from './fuzz';
import type { FuzzedReader } from './reader';
import { READERS } from './readers';
import { WatchedWorker } from './watched-worker';

interface Options {
  readonly reader?: string;
  readonly seconds: number;
  readonly seed: number;
  readonly keep?: readonly number[];
}

/** Throws E_MISMATCH for a fault, E_USAGE for a wrong command line. */
export const runFuzz = (argv: readonly string[]): Promise<void> =>
  runCommandLine(
    {
      program: 'converter:fuzz',
      start: 'npx nx run converter:fuzz --',
      description:
        'Changes sound files at random and reads them. Each must be rejected in one line or become a network on which the ' +
        'interpreter and C agree, within 5 seconds of the processor and 512 MB.',
      commands: [addOptions],
    },
    argv,
  );

/** What fails without any change. */
const NO_CHANGES = 'none';

const addOptions = (program: Command): Command =>
  program
    .option('--reader <name>', `one of ${READERS.map(({ name }) => name).join(', ')} (default: all)`)
    .option('--seconds <n>', 'for each reader', amount, 20)
    .option('--seed <n>', 'of the first input', positiveInteger, 1)
    .option(
      '--keep <indices>',
      'only the input of that seed, with these of its changes, separated by commas',
      (text) => (text === NO_CHANGES ? [] : text.split(',').map(integer(0))),
    )
    .action(run);

async function run({ reader: name, seconds, seed, keep }: Options): Promise<void> {
  const readers = READERS.filter((reader) => name === undefined || reader.name === name);
  if (readers.length === 0) throw new BitplaneError('E_USAGE', `expected --reader to be one of its names, got ${name}`);
  for (const reader of readers) {
    if (keep !== undefined) await repeat(reader, seed, keep);
    else report(reader, await fuzz({ ...settings(reader), seconds, firstSeed: seed }));
  }
}

const settings = (reader: FuzzedReader) => ({
  reader,
  worker: new WatchedWorker(reader.name),
  found: outFolder('fuzz'),
});

async function repeat(reader: FuzzedReader, seed: number, kept: readonly number[]): Promise<void> {
  const worker = new WatchedWorker(reader.name);
  const outcome = await worker.ask({ seed, kept });
  worker.stop();
  if ('failure' in outcome) throw new BitplaneError('E_MISMATCH', `${reader.name}: seed ${seed}: ${outcome.failure}`);
  console.log(`${reader.name}: seed ${seed}: ${outcome.verdict}`);
}

function report({ name }: FuzzedReader, { counts, fault }: FuzzResult): void {
  const inputs = Object.entries(counts).map(([verdict, count]) => `${count} ${verdict}`);
  if (fault === null) {
    console.log(`${name}: ${inputs.join(', ')}`);
    return;
  }
  const { input, failure, folder } = fault;
  const again = `npx nx run converter:fuzz -- --reader ${name} --seed ${input.seed} --keep ${input.kept?.join() || NO_CHANGES}`;
  throw new BitplaneError(
    'E_MISMATCH',
    `${name}: seed ${input.seed}: ${failure.split('\n')[0]}; the input is in ${folder}, repeat it with "${again}"`,
  );
}
