import { loadBackend } from '../../backend';
import type { AdamSettings } from '../../optimizers/adam';
import { bitsOf, expectLearning, interruptOn, recordOf, TINY, trainOn } from '../../test-support/exchange-runs';
import { gradientsAt, numbersOf, oneRank } from '../../test-support/one-rank';
import { onRanks } from '../../test-support/ranks';

import { full } from './full';
import { oneBitAdam } from './one-bit-adam';

jest.setTimeout(300_000);
beforeAll(loadBackend);

const WORDS = ['--recipe', 'plus', '--exchange', 'one-bit-adam'];

const FULL = 4 * (8 * 27 + 10 * 72 + TINY.rest);
const SIGNS = 8 * (8 + 8) + 10 * (8 + 16) + 4 * TINY.rest;

onRanks('is full in the warm-up, then sends signs and learns as much', async () => {
  const full = await trainOn(2, ['--recipe', 'plus']);
  const out = await trainOn(2, [...WORDS, '--warm-up-share', '0.25']);
  expectLearning(out, full);
  // A quarter of 56 steps.
  expect(recordOf(out).sentPerStep).toBe((14 * FULL + 42 * SIGNS) / 56);
  const warm = await trainOn(2, [...WORDS, '--warm-up-share', '0.99999']);
  expect(bitsOf(warm)).toBe(bitsOf(full));
});

onRanks('an interrupted run continues to the bit, in the warm-up and after it', async () => {
  for (const share of ['0.05', '0.5']) {
    const words = [...WORDS, '--warm-up-share', share];
    const whole = await trainOn(2, words);
    const { out, resumeOn } = await interruptOn(2, words);
    await resumeOn(2);
    expect(bitsOf(out)).toBe(bitsOf(whole));
  }
});

const ADAM: AdamSettings = {
  ...{ kind: 'adam', peakRate: 0.01, schedule: { kind: 'constant', warmUpShare: 0 } },
  ...{ beta1: 0.9, beta2: 0.99, epsilon: 1e-7 },
};
const STEPS = 40;
const momentAt = (step: number) => ({ step, progress: step / STEPS });

test('is Adam to the bit in the warm-up; then the variance stays, and no step of the momentum is lost', () => {
  const rank = oneRank(oneBitAdam, ADAM, { warmUpShare: 0.25 });
  const plain = oneRank(full, ADAM);
  for (let step = 0; step < 10; step++) {
    rank.exchange.update(gradientsAt(step), momentAt(step));
    plain.exchange.update(gradientsAt(step), momentAt(step));
  }
  expect(numbersOf(rank.variables)).toEqual(numbersOf(plain.variables));
  if (rank.optimizer.kind !== 'adam') throw new Error('expected Adam');
  const { means, squares } = rank.optimizer;
  const variance = numbersOf(squares);
  const [m, w, roots] = [numbersOf(means), numbersOf(rank.variables), variance.map((v) => Math.sqrt(v) + 1e-7)];

  // The formula with the mean of the columns' signs known from what the momentum became.
  let error = new Array<number>(40).fill(0);
  for (let step = 10; step < STEPS; step++) {
    const gradients = numbersOf(gradientsAt(step));
    const own = m.map((mean, i) => (0.9 * mean + 0.1 * gradients[i]) / roots[i]);
    rank.exchange.update(gradientsAt(step), momentAt(step));
    const after = numbersOf(means);
    const rate = (0.01 * Math.sqrt(1 - 0.99 ** 10)) / (1 - 0.9 ** (step + 1));
    error = error.map((before, i) => before + own[i] - after[i] / roots[i]);
    after.forEach((mean, i) => {
      w[i] -= (rate * mean) / roots[i];
      m[i] = mean;
    });
  }
  expect(numbersOf(squares)).toEqual(variance);
  numbersOf(rank.variables).forEach((weight, i) => expect(weight).toBeCloseTo(w[i], 5));
  // Errors are kept column after column.
  const kept = numbersOf(rank.exchange.own);
  error.forEach((lacking, i) => expect(kept[(i % 2) * 20 + Math.floor(i / 2)]).toBeCloseTo(lacking, 4));
  // In a column of two means: the kernel's steps have two values each; the bias is exact.
  expect(new Set(m.slice(0, 40).map((mean, i) => `${i % 2} ${(mean / roots[i]).toFixed(4)}`)).size).toBe(4);
});

test('a weight without a gradient is not moved further than its filter', () => {
  const rank = oneRank(oneBitAdam, ADAM, { warmUpShare: 0.25 });
  const dead = (step: number) => {
    const [kernel, bias] = gradientsAt(step);
    const values = kernel.dataSync<'float32'>();
    values[0] = 0;
    return [kernel.mul(0).add(Array.from({ length: 20 }, (_, row) => [values[2 * row], values[2 * row + 1]])), bias];
  };
  const [before] = numbersOf(rank.variables);
  for (let step = 0; step < STEPS; step++) rank.exchange.update(dead(step), momentAt(step));
  // No step of Adam is much longer than its rate, and errors change their sign.
  expect(Math.abs(numbersOf(rank.variables)[0] - before)).toBeLessThan(5 * 0.01);
});
