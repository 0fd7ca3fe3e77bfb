// n ranks compute what one process computes with the whole batch.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import {
  byteNetwork,
  hasOpenMpi,
  onRanks,
  runTrainer,
  smoothNetwork,
  tinyNetwork,
  weightsOf,
} from '../test-support/ranks';
import type { History } from '../training/history';

jest.setTimeout(300_000);

let folder: string;
beforeAll(() => (folder = temporaryFolder()));

/** 129 images in batches of 64: the last batch of an epoch has one image, which is fewer than there are ranks. */
const WORDS = ['--recipe', 'reference', '--limit', '129', '--epochs', '34', '--set', 'augmentation.mixup=0.2'];
const STEPS = 34 * 3;

const epochsOf = (out: string): History['epochs'] =>
  (JSON.parse(readFileSync(join(out, 'history.json'), 'utf8')) as History).epochs;
const accuracies = (out: string): number[] => epochsOf(out).map(({ accuracy }) => accuracy);
const losses = (out: string): number[] => epochsOf(out).map(({ loss }) => loss);

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
  const again = await run('again', ['--distributed', '2', '--sync-bn']);
  expect(Buffer.from(weightsOf(again).buffer).equals(Buffer.from(weightsOf(two).buffer))).toBe(true);

  expect(JSON.parse(readFileSync(join(two, 'run.json'), 'utf8'))).toMatchObject({
    ranks: 2,
    settings: { distribution: { exchange: 'full', syncNorms: true } },
  });
  for (const rank of [0, 1]) expect(existsSync(join(two, 'logs', `rank-${rank}.log`))).toBe(true);
});

onRanks.each([
  ['its own norms', []],
  ['shared norms', ['--sync-bn']],
])('ranges of activations are the same on all ranks, with %s', async (name, words) => {
  const out = join(folder, `bytes ${name}`);
  const run = ['--recipe', 'quickstart', '--limit', '129', '--epochs', '1', '--distributed', '2'];
  // After the epoch the ranks compare their weights, and end with an error where these differ.
  await runTrainer(['--network', byteNetwork(), ...run, '--out', out, ...words]);
  expect([...weightsOf(out)].every(Number.isFinite)).toBe(true);
});

describe('a binary network', () => {
  const SEEDS = ['1', '2', '3'];

  beforeAll(async () => {
    const network = tinyNetwork();
    const run = (name: string, words: string[]): Promise<unknown> =>
      runTrainer([
        ...['--network', network, '--recipe', 'quickstart', '--epochs', '12', '--validation', '100'],
        ...['--out', join(folder, name), ...words],
      ]);
    if (!hasOpenMpi) return;
    for (const seed of SEEDS) await run(`seed-${seed}`, ['--threads', '1', '--seed', seed]);
    await run('own-norms', ['--distributed', '2']);
    await run('shared-norms', ['--distributed', '2', '--sync-bn']);
  });

  /** Of the runs with these seeds, by what `measure` finds in one. */
  const bySeed = (measure: (name: string) => number): number[] => SEEDS.map((seed) => measure(`seed-${seed}`));

  /** That ranks are as near to the process of the same seed as other seeds are. `measure`: a share of 300 images. */
  function expectWithinSpread(name: string, measure: (name: string) => number): void {
    const alone = bySeed(measure);
    const spread = Math.max(...alone) - Math.min(...alone);
    // Of 300 images: one standard deviation of a count is below 3 %.
    expect(Math.abs(measure(name) - alone[0])).toBeLessThan(spread + 0.06);
  }

  const afterFirst = (name: string): number => accuracies(join(folder, name))[0];
  const best = (name: string): number => Math.max(...accuracies(join(folder, name)).slice(-3));

  onRanks('its first steps are those of one process with shared norms, until a rounding turns a sign', () => {
    const first = (name: string): number => losses(join(folder, name))[0];
    const alone = bySeed(first);
    expect(first('shared-norms')).toBeCloseTo(alone[0], 6);
    // Which says something, since another seed has other losses.
    expect(Math.abs(alone[1] - alone[0])).toBeGreaterThan(1e-3);
  });

  onRanks.each(['shared-norms', 'own-norms'])('it learns as well as in one process with %s', (name) => {
    expectWithinSpread(name, afterFirst);
    expectWithinSpread(name, best);
  });
});
