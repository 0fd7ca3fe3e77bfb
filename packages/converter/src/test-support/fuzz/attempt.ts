// One input: a reader says what is wrong with it in one line, or gives a network that all runtimes agree on.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findHostProgram, runHostProgram } from '@bitplane/cli';
import {
  BitplaneError,
  inferTypes,
  makeGolden,
  modelCost,
  numElements,
  randomImages,
  readModel,
  writeGolden,
  writeModel,
  type Golden,
  type Model,
} from '@bitplane/model';
import { applyPasses } from '../../passes';
import { requireRunnable } from '../../require-runnable';
import { drawMutations, mutate, type Files, type Mutation } from './mutations';
import type { FuzzedReader } from './reader';

/** An input: everything follows from it. */
export interface Input {
  readonly seed: number;
  /** Which of the seed's changes are made; null for all. */
  readonly kept: readonly number[] | null;
}

export const mutationsOf = ({ files }: FuzzedReader, seed: number): Mutation[] => drawMutations(seed, files(seed));

/** One input in eight keeps the checksums that do not fit. */
const KEEPS_CHECKSUMS = 8;

export function filesOfInput({ files, repair }: FuzzedReader, { seed, kept }: Input): Files {
  const sound = files(seed);
  const changed = mutate(sound, drawMutations(seed, sound), kept);
  if (repair === undefined || seed % KEEPS_CHECKSUMS === 0) return changed;
  return new Map([...changed].map(([name, bytes]) => [name, repair(name, bytes)]));
}

export type Verdict = 'rejected' | 'accepted' | 'run';

/** Throws whatever is wrong with the reader. @param folder is emptied first. */
export function attempt(reader: FuzzedReader, input: Input, folder: string): Verdict {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, bytes] of filesOfInput(reader, input)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  const model = unlessRejected(() => reader.read(folder));
  if (reader.isFormatOfC !== undefined) requireSameVerdict(join(folder, reader.isFormatOfC), model !== null);
  return model === null ? 'rejected' : runEverywhere(model, folder);
}

/** Null where the file is rejected: any other error is a fault. */
function unlessRejected<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BitplaneError)) throw error;
    return null;
  }
}

function requireSameVerdict(file: string, isAccepted: boolean): void {
  const program = findHostProgram();
  if (program === null) return;
  const { failure } = runHostProgram(program, ['info', '--model', file]);
  const isAcceptedByC = failure === null || failure.includes('no memory for an arena');
  if (isAccepted !== isAcceptedByC)
    throw new Error(`${isAccepted ? 'accepted' : 'rejected'} here, but C says: ${failure ?? 'accepted'}`);
}

/** Larger networks are only read. */
const MAX_MACS = 3e6;
const MAX_ELEMENTS = 3e5;

function runEverywhere(imported: Model, folder: string): Verdict {
  const program = findHostProgram();
  if (program === null || !isSmall(imported)) return 'accepted';
  const model = unlessRejected(() => {
    const passed = applyPasses(imported);
    requireRunnable(passed);
    readModel(writeModel(passed));
    return passed;
  });
  if (model === null || !isSmall(model)) return 'accepted';
  const golden = unlessRejected(() => makeGolden(model, randomImages(model, 2, 1)));
  // Which NaN an operation gives is up to the machine.
  if (golden === null || hasNaN(golden)) return 'accepted';
  const [file, vectors] = [join(folder, 'export.bpm'), join(folder, 'export.bpv')];
  writeFileSync(file, writeModel(model));
  writeFileSync(vectors, writeGolden(golden));
  const { failure } = runHostProgram(program, ['verify', '--model', file, '--golden', vectors]);
  if (failure !== null) throw new Error(`the interpreter and C differ: ${failure}`);
  return 'run';
}

const isSmall = (model: Model): boolean =>
  modelCost(model).every(({ binaryMacs, integerMacs }) => binaryMacs + integerMacs < MAX_MACS) &&
  [...inferTypes(model).values()].every((type) => numElements(type) < MAX_ELEMENTS);

const hasNaN = ({ images }: Golden): boolean =>
  images.some((tensors) => tensors.some(({ data }) => (data as Float32Array).some(Number.isNaN)));
