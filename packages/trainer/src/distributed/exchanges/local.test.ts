import { loadBackend } from '../../backend';
import type { MomentumSgdSettings } from '../../optimizers/momentum-sgd';
import {
  bitsOf,
  checkpointOf,
  EPOCHS,
  expectLearning,
  interruptOn,
  recordOf,
  STEPS_PER_EPOCH,
  TINY,
  trainOn,
} from '../../test-support/exchange-runs';
import { gradientsAt, numbersOf, oneRank } from '../../test-support/one-rank';
import { onRanks } from '../../test-support/ranks';

import { full } from './full';
import { local } from './local';

jest.setTimeout(300_000);
beforeAll(loadBackend);

const WORDS = ['--recipe', 'plus', '--exchange', 'local'];
const FULL = 4 * (8 * 27 + 10 * 72 + TINY.rest);

onRanks('meets after every H steps and after an epoch, and learns as much as full', async () => {
  const out = await trainOn(2, [...WORDS, '--sync-every', '5']);
  expectLearning(out, await trainOn(2, ['--recipe', 'plus']));
  // After 5 and 7 steps of an epoch.
  expect(recordOf(out).sentPerStep).toBeCloseTo((2 * FULL) / STEPS_PER_EPOCH, 9);
  expect(recordOf(out).settings.distribution?.exchangeSettings).toEqual({
    syncEvery: 5,
    outerLearningRate: 0.5,
    outerMomentum: 0.5,
  });
});

onRanks('with H = 1 it is full, to the bit', async () => {
  const out = await trainOn(2, [...WORDS, '--sync-every', '1']);
  expect(bitsOf(out)).toBe(bitsOf(await trainOn(2, ['--recipe', 'plus'])));
});

onRanks('an interrupted run continues to the bit, also in the middle of a round', async () => {
  // Rounds of whole epochs: a run that stops within an epoch stops within a round.
  const words = [...WORDS, '--sync-every', '100', '--outer-learning-rate', '0.7', '--outer-momentum', '0.9'];
  const whole = await trainOn(2, words);
  const { out, resumeOn } = await interruptOn(2, words);
  const { position, ranks } = checkpointOf(out);
  expect(position.epoch).toBeLessThan(EPOCHS);
  expect(ranks?.size).toBe(2);
  await resumeOn(2);
  expect(bitsOf(out)).toBe(bitsOf(whole));
});

onRanks('other numbers of ranks, or one process, continue with the mean of weights and slots', async () => {
  const full = await trainOn(2, ['--recipe', 'plus']);
  const words = [...WORDS, '--sync-every', '3'];
  for (const ranks of [3, 1]) {
    const { out, resumeOn } = await interruptOn(2, words);
    await resumeOn(ranks);
    expectLearning(out, full);
  }
});

const SGD: MomentumSgdSettings = {
  ...{ kind: 'momentum-sgd', peakRate: 0.1, schedule: { kind: 'constant', warmUpShare: 0 } },
  ...{ momentum: 0, unitGain: true },
};

test('the outer step is that of the formula, and a round also ends where ranks meet', () => {
  const settings = { syncEvery: 2, outerLearningRate: 0.7, outerMomentum: 0.9 };
  const { variables, exchange } = oneRank(local, SGD, settings);
  const anchor = numbersOf(variables);
  const velocity = anchor.map(() => 0);
  // Rounds of steps 0 and 1, 2 and 3, and of step 4 alone.
  for (const round of [[0, 1], [2, 3], [4]]) {
    const path = anchor.map(() => 0);
    for (const step of round) {
      exchange.update(gradientsAt(step), { step, progress: 0 });
      numbersOf(gradientsAt(step)).forEach((gradient, i) => (path[i] += 0.1 * gradient));
    }
    if (round.length === 1) exchange.meet();
    path.forEach((delta, i) => {
      velocity[i] = 0.9 * velocity[i] + delta;
      anchor[i] -= 0.7 * (delta + 0.9 * velocity[i]);
    });
    numbersOf(variables).forEach((weight, i) => expect(weight).toBeCloseTo(anchor[i], 5));
  }
  const before = numbersOf(variables);
  exchange.meet();
  expect(numbersOf(variables)).toEqual(before);
});

test('with an outer rate of 1 and no momentum, one rank goes the way of full', () => {
  const rank = oneRank(local, SGD, { syncEvery: 3, outerLearningRate: 1, outerMomentum: 0 });
  const plain = oneRank(full, SGD);
  for (let step = 0; step < 9; step++) {
    for (const { exchange } of [rank, plain]) exchange.update(gradientsAt(step), { step, progress: 0 });
  }
  const expected = numbersOf(plain.variables);
  numbersOf(rank.variables).forEach((weight, i) => expect(weight).toBeCloseTo(expected[i], 5));
});
