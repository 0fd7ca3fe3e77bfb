// Runs of an exchange on real ranks, whole and interrupted, and what they left.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import type { RunRecord } from '../run-record';
import type { Checkpoint } from '../training/checkpoint-schema';
import type { History } from '../training/history';
import { runTrainer, startTrainer, tinyNetwork, weightsOf } from './ranks';

/** 400 images in batches of 64. */
export const STEPS_PER_EPOCH = 7;
export const EPOCHS = 8;

const readJson = <Content>(path: string): Content => JSON.parse(readFileSync(path, 'utf8')) as Content;

/** Trains the tiny network to the end. Returns the run's folder. */
export async function trainOn(ranks: number, words: readonly string[]): Promise<string> {
  const out = join(temporaryFolder(), 'run');
  await runTrainer([...wordsOf(out, tinyNetwork(), ranks), '--epochs', String(EPOCHS), ...words]);
  return out;
}

export interface Interrupted {
  readonly out: string;
  /** Continues to the end, on this number of ranks. */
  readonly resumeOn: (ranks: number) => Promise<void>;
}

/** The same, interrupted by Ctrl-C in the second epoch or soon after. */
export async function interruptOn(ranks: number, words: readonly string[]): Promise<Interrupted> {
  const out = join(temporaryFolder(), 'run');
  const network = tinyNetwork();
  const run = startTrainer([...wordsOf(out, network, ranks), '--epochs', String(EPOCHS), ...words]);
  await run.says(/epoch 1\/8/);
  run.child.kill('SIGINT');
  const { code, stdout, stderr } = await run.ended;
  if (code !== 130) throw new Error(`expected an interrupted run, got exit code ${code}:\n${stdout}${stderr}`);
  return { out, resumeOn: async (number) => void (await runTrainer([...wordsOf(out, network, number), '--resume'])) };
}

const wordsOf = (out: string, network: string, ranks: number): string[] => [
  '--out',
  out,
  '--network',
  network,
  '--distributed',
  String(ranks),
];

export const bitsOf = (out: string): string => Buffer.from(weightsOf(out).buffer).toString('hex');

export const recordOf = (out: string): RunRecord => readJson(join(out, 'run.json'));

export const checkpointOf = (out: string): Checkpoint => readJson(join(out, 'checkpoint', 'checkpoint.json'));

/** Mean losses of the epochs. */
const lossesOf = (out: string): number[] => readJson<History>(join(out, 'history.json')).epochs.map(({ loss }) => loss);

/** That a run learned, and about as much as `full` does in these few steps: its loss falls from 2.3 by 0.05 to 0.25. */
export function expectLearning(out: string, full: string): void {
  const losses = lossesOf(out);
  expect(losses.at(-1)).toBeLessThan(losses[0] - 0.05);
  expect(Math.abs(losses.at(-1)! - lossesOf(full).at(-1)!)).toBeLessThan(0.03);
}

/** What the tiny network's weights are: 8 columns of 27 numbers, 10 of 72, and those that are no matrices. */
export const TINY = {
  columns: [...Array<number>(8).fill(27), ...Array<number>(10).fill(72)],
  rest: 8 + 10 + 2 * 8 + 10,
};
