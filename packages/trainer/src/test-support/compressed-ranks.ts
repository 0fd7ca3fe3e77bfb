// A rank that averages drawn tensors by one bit a number and votes on drawn questions, and writes what came of it into
// the folder that its command line names: rank-<n>.json. mpirun starts it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '@bitplane/model';
import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { majorityOf } from '../distributed/compression/majority';
import { oneBitMean } from '../distributed/compression/one-bit-mean';
import { withRanks, type Ranks } from '../distributed/ranks';

export const SHAPES = [[3, 3, 4, 6], [6], [70, 5]] as const;
export const STEPS = 20;
export const QUESTIONS = 1000;

/** The numbers of a rank's tensors in a step. */
export const drawNumbers = (rank: number, step: number): Float32Array[] =>
  SHAPES.map((shape, k) => {
    const { uniform } = seededRandom(1000 * rank + 10 * step + k);
    return Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => uniform() - 0.4);
  });

export const drawAnswers = (rank: number): Uint8Array => {
  const { uniform } = seededRandom(77 + rank);
  return Uint8Array.from({ length: QUESTIONS }, () => (uniform() < 0.6 ? 1 : 0));
};

export interface RankResult {
  /** By step and tensor. */
  readonly means: number[][][];
  readonly error: number[];
  /** Bytes that one average sent, and one vote. */
  readonly sent: { readonly average: number; readonly vote: number };
  readonly decisions: number[];
}

function work({ communicator, log }: Ranks, folder: string): void {
  const { rank } = communicator;
  const variables = SHAPES.map((shape) => tf.variable(tf.zeros([...shape])));
  const { error, average } = oneBitMean(communicator, variables);
  const begin = log.sent;
  const means = Array.from({ length: STEPS }, (_, step) => {
    const tensors = drawNumbers(rank, step).map((numbers, k) => tf.tensor(numbers, [...SHAPES[k]]));
    return average(tensors).map((tensor) => [...tensor.dataSync()]);
  });
  const averaged = log.sent;
  const decisions = [...majorityOf(communicator, QUESTIONS)(drawAnswers(rank))];
  const sent = { average: (averaged - begin) / STEPS, vote: log.sent - averaged };
  const result: RankResult = { means, error: [...error.dataSync()], sent, decisions };
  writeFileSync(join(folder, `rank-${rank}.json`), JSON.stringify(result));
}

async function main(folder: string): Promise<void> {
  await loadBackend();
  await withRanks({ folder, stallAfter: 30 }, (ranks) => Promise.resolve(work(ranks, folder)));
}

if (require.main === module) void main(process.argv[2]);
