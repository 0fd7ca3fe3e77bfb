// Inputs from one seed after the other, until the time is over or one shows a fault, which is then made small and kept.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesOfInput, mutationsOf, type Input } from './attempt';
import type { FuzzedReader } from './reader';
import type { Outcome } from './watched-worker';

export interface FuzzOptions {
  readonly reader: FuzzedReader;
  readonly seconds: number;
  readonly firstSeed: number;
  readonly worker: { ask(input: Input): Promise<Outcome>; stop(): void };
  /** Where a fault's files are kept, in a folder of their own. */
  readonly found: string;
}

export interface Fault {
  readonly input: Input;
  readonly failure: string;
  /** With the input's files and what is wrong. */
  readonly folder: string;
}

export interface FuzzResult {
  /** Verdict → number of inputs. */
  readonly counts: Readonly<Record<string, number>>;
  readonly fault: Fault | null;
}

export async function fuzz({ reader, seconds, firstSeed, worker, found }: FuzzOptions): Promise<FuzzResult> {
  const counts: Record<string, number> = { rejected: 0, accepted: 0, run: 0 };
  const end = Date.now() + 1000 * seconds;
  try {
    for (let seed = firstSeed; Date.now() < end; seed++) {
      const outcome = await worker.ask({ seed, kept: null });
      if ('verdict' in outcome) counts[outcome.verdict]++;
      else return { counts, fault: keep(reader, found, await shrink(reader, worker, { seed, kept: null }, outcome)) };
    }
    return { counts, fault: null };
  } finally {
    worker.stop();
  }
}

type Found = Omit<Fault, 'folder'>;

/** Leaves out changes one by one, as long as something is wrong without them. */
async function shrink(
  reader: FuzzedReader,
  worker: FuzzOptions['worker'],
  { seed }: Input,
  { failure }: { failure: string },
): Promise<Found> {
  let smallest: Found & { input: { kept: readonly number[] } } = {
    input: { seed, kept: mutationsOf(reader, seed).map((_, index) => index) },
    failure,
  };
  for (const index of smallest.input.kept) {
    const kept = smallest.input.kept.filter((each) => each !== index);
    const outcome = await worker.ask({ seed, kept });
    if ('failure' in outcome) smallest = { input: { seed, kept }, failure: outcome.failure };
  }
  return smallest;
}

function keep(reader: FuzzedReader, found: string, { input, failure }: Found): Fault {
  const folder = join(found, `${reader.name}-${input.seed}`);
  rmSync(folder, { recursive: true, force: true });
  for (const [name, bytes] of filesOfInput(reader, input)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  const changes = mutationsOf(reader, input.seed).filter((_, index) => input.kept?.includes(index) ?? true);
  writeFileSync(join(folder, 'fault.txt'), [failure, ...changes.map((each) => JSON.stringify(each)), ''].join('\n'));
  return { input, failure, folder };
}
