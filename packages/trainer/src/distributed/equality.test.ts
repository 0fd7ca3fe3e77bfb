// n ranks compute what one process computes with the whole batch.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { onRanks, runTrainer, smoothNetwork, tinyNetwork, weightsOf } from '../test-support/ranks';
import type { History } from '../training/history';

jest.setTimeout(300_000);

let folder: string;
beforeAll(() => (folder = temporaryFolder()));

/** 129 images in batches of 64: the last batch of an epoch has one image, which is fewer than there are ranks. */
const WORDS = ['--recipe', 'reference', '--limit', '129', '--epochs', '34', '--set', 'augmentation.mixup=0.2'];
const STEPS = 34 * 3;

const accuracies = (out: string): number[] =>
  (JSON.parse(readFileSync(join(out, 'history.json'), 'utf8')) as History).epochs.map(({ accuracy }) => accuracy);

const distance = (a: Float32Array, b: Float32Array): number =>
  a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0);

onRanks('two and three ranks with shared batch norms end with the weights of one process', async () => {
  // A sign turns a rounding of an activation near 0 into another bit, and then into another path.
  const network = smoothNetwork();
  const run = async (name: string, words: string[]): Promise<string> => {
    const out = join(folder, name);
    await runTrainer(['--network', network, ...WORDS, '--out', out, ...words]);
    return out;
  };
  const one = await run('one', ['--threads', '1']);
  const two = await run('two', ['--distributed', '2', '--sync-bn']);
  const three = await run('three', ['--distributed', '3', '--sync-bn']);
  for (const out of [two, three]) {
    // Each of the steps rounds sums of up to 64 values of at most 1 another way: 2⁻²⁴ each, growing as a random walk.
    expect(distance(weightsOf(one), weightsOf(out))).toBeLessThan(64 * Math.sqrt(STEPS) * 2 ** -24);
    accuracies(out).forEach((accuracy, epoch) => expect(accuracy).toBeCloseTo(accuracies(one)[epoch], 6));
  }
  const again = await run('again', ['--distributed', '3', '--sync-bn']);
  expect(Buffer.from(weightsOf(again).buffer).equals(Buffer.from(weightsOf(three).buffer))).toBe(true);

  expect(JSON.parse(readFileSync(join(two, 'run.json'), 'utf8'))).toMatchObject({
    ranks: 2,
    settings: { distribution: { exchange: 'full', syncNorms: true } },
  });
  for (const rank of [0, 1]) expect(existsSync(join(two, 'logs', `rank-${rank}.log`))).toBe(true);
});

onRanks('norms of their own stay the same on all ranks, and learn as well as one process', async () => {
  const network = tinyNetwork();
  const words = ['--network', network, '--recipe', 'quickstart', '--epochs', '12', '--validation', '100'];
  const seeds = ['1', '2', '3'];
  for (const seed of seeds) {
    await runTrainer([...words, '--seed', seed, '--threads', '1', '--out', join(folder, `local-${seed}`)]);
  }
  await runTrainer([...words, '--distributed', '2', '--out', join(folder, 'local-ranks')]);
  const best = (name: string): number => Math.max(...accuracies(join(folder, name)).slice(-3));
  const alone = seeds.map((seed) => best(`local-${seed}`));
  const spread = Math.max(...alone) - Math.min(...alone);
  // Of 300 images: one standard deviation of a count is below 3 %.
  expect(Math.abs(best('local-ranks') - alone[0])).toBeLessThan(spread + 0.06);
});
