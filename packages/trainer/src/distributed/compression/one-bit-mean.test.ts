// On real ranks: what compressed sums promise.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { loadBackend } from '../../backend';
import { drawAnswers, drawNumbers, SHAPES, STEPS, type RankResult } from '../../test-support/compressed-ranks';
import { onRanks, start } from '../../test-support/ranks';
import { messageNbytes } from './one-bit';
import { columnsOf, cutStripes, layOutColumns } from './columns';

const PROGRAM = require.resolve('../../test-support/compressed-ranks');
const LAYOUT = layOutColumns(SHAPES);

beforeAll(loadBackend);

async function resultsOf(size: number): Promise<RankResult[]> {
  const folder = temporaryFolder();
  const words = ['-n', String(size), '--oversubscribe', '--bind-to', 'none'];
  const { ended } = start('mpirun', [
    ...words,
    process.execPath,
    '--require',
    require.resolve('tsx/cjs'),
    PROGRAM,
    folder,
  ]);
  const { code, stderr } = await ended;
  expect([code, stderr]).toEqual([0, expect.anything()]);
  return Array.from(
    { length: size },
    (_, rank) => JSON.parse(readFileSync(join(folder, `rank-${rank}.json`), 'utf8')) as RankResult,
  );
}

/** The numbers of the matrices, in the order of errors. */
const inColumns = (tensors: readonly ArrayLike<number>[]): Float32Array =>
  columnsOf(
    LAYOUT,
    SHAPES.map((shape, k) => tf.tensor(Float32Array.from(tensors[k]), [...shape])),
  );

onRanks.each([2, 3])('%i ranks get the same bits, and lose nothing but for rounding', async (size) => {
  const results = await resultsOf(size);
  for (const { means, decisions } of results) {
    expect(means).toEqual(results[0].means);
    expect(decisions).toEqual(results[0].decisions);
  }

  const given = new Float64Array(LAYOUT.size);
  const known = new Float64Array(LAYOUT.size);
  for (let step = 0; step < STEPS; step++) {
    for (let rank = 0; rank < size; rank++)
      inColumns(drawNumbers(rank, step)).forEach((x, i) => (given[i] += x / size));
    inColumns(results[0].means[step]).forEach((x, i) => (known[i] += x));
  }
  // Per step: a sum and a difference on each rank, a sum and a difference at the owner, a quotient; numbers below 8.
  const bound = STEPS * (2 * size + 3) * 4 * 2 ** -24;
  given.forEach((sum, i) => {
    const left = results.reduce((total, { error }) => total + error[i], 0) / size;
    expect(Math.abs(sum - known[i] - left)).toBeLessThan(bound);
  });
  // The errors do count: without them the sums are further off than roundings.
  expect(given.some((sum, i) => Math.abs(sum - known[i]) > 0.01)).toBe(true);

  // What has short columns is exact.
  results[0].means.forEach((means, step) => {
    const all = Array.from({ length: size }, (_, rank) => drawNumbers(rank, step)[1]);
    means[1].forEach((mean, i) =>
      expect(mean).toBe(Math.fround(Math.fround(all.reduce((sum, each) => sum + each[i], 0)) / size)),
    );
  });

  const stripes = cutStripes(LAYOUT.lengths, size).map(({ lengths }) => messageNbytes(lengths));
  const total = stripes.reduce((sum, nbytes) => sum + nbytes, 0);
  results.forEach(({ sent }, rank) => {
    const rest = (size - 1) * 4 * 6;
    expect(sent.average).toBe(total - stripes[rank] + (size - 1) * stripes[rank] + rest);
  });
});

onRanks.each([2, 3])('of %i ranks more than half decide; a tie decides nothing', async (size) => {
  const results = await resultsOf(size);
  const all = Array.from({ length: size }, (_, rank) => drawAnswers(rank));
  const expected = [...all[0]].map((_, i) => Number(all.filter((answers) => answers[i] === 1).length > size / 2));
  expect(results[0].decisions).toEqual(expected);
  // 1,000 questions are 16 words, the last one not full.
  const words = Array.from({ length: size }, (_, r) => Math.floor(((r + 1) * 16) / size) - Math.floor((r * 16) / size));
  results.forEach(({ sent }, rank) => expect(sent.vote).toBe(8 * (16 - words[rank]) + 8 * words[rank] * (size - 1)));
});
