import { loadBackend } from '../../backend';
import { bop } from '../../recipes/bop';
import {
  bitsOf,
  checkpointOf,
  expectLearning,
  interruptOn,
  recordOf,
  TINY,
  trainOn,
} from '../../test-support/exchange-runs';
import { gradientsAt, numbersOf, oneRank } from '../../test-support/one-rank';
import { onRanks } from '../../test-support/ranks';

import { full } from './full';
import { vote } from './vote';

jest.setTimeout(300_000);
beforeAll(loadBackend);

const WORDS = ['--recipe', 'bop', '--exchange', 'vote'];

/** The weights of the binary kernel vote; those of the first convolution do not. */
const VOTES = 8 * Math.ceil((10 * 72) / 64);
const REST = 4 * (8 * 27 + TINY.rest);

onRanks('learns as much as full, with a bit for each binary weight', async () => {
  const out = await trainOn(2, WORDS);
  expectLearning(out, await trainOn(2, ['--recipe', 'bop']));
  expect(recordOf(out).sentPerStep).toBe(VOTES + REST);
});

onRanks('an interrupted run continues to the bit, and with the mean of the averages on other ranks', async () => {
  const whole = await trainOn(2, WORDS);
  const same = await interruptOn(2, WORDS);
  expect(checkpointOf(same.out).ranks).toMatchObject({ size: 2, variables: { shapes: [[3, 3, 8, 10]] } });
  await same.resumeOn(2);
  expect(bitsOf(same.out)).toBe(bitsOf(whole));
  const other = await interruptOn(2, WORDS);
  await other.resumeOn(3);
  expectLearning(other.out, whole);
});

test('the vote of one rank is Bop, to the bit', () => {
  const recipe = { ...bop.optimizer, peakRate: 0.1, threshold: 0.01 };
  const [voting, alone] = [oneRank(vote, recipe), oneRank(full, recipe)];
  const before = numbersOf(voting.variables);
  for (let step = 0; step < 10; step++) {
    for (const { exchange } of [voting, alone]) exchange.update(gradientsAt(step), { step, progress: step / 10 });
  }
  expect(numbersOf(voting.variables)).toEqual(numbersOf(alone.variables));
  const flipped = numbersOf(voting.variables).filter((weight, i) => i < 40 && weight * before[i] < 0);
  expect(flipped.length).toBeGreaterThan(0);
  expect(flipped.length).toBeLessThan(40);
});
