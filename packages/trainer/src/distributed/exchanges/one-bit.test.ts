import {
  bitsOf,
  checkpointOf,
  expectLearning,
  interruptOn,
  recordOf,
  TINY,
  trainOn,
} from '../../test-support/exchange-runs';
import { onRanks } from '../../test-support/ranks';

jest.setTimeout(300_000);

const RECIPE = [...['--recipe', 'reference', '--set', 'optimizer.momentum=0.9', '--set', 'optimizer.unitGain=false']];
const WORDS = [...RECIPE, '--exchange', 'one-bit'];

const SIGNS = 8 * (8 + 8) + 10 * (8 + 16);

onRanks('learns as much as full on two ranks, with a seventh of the bytes', async () => {
  const full = await trainOn(2, RECIPE);
  expect(recordOf(full).sentPerStep).toBe(4 * (8 * 27 + 10 * 72 + TINY.rest));
  const out = await trainOn(2, WORDS);
  expectLearning(out, full);
  // Each rank sends the other's stripe of its signs, then the signs of its own stripe's sums.
  expect(recordOf(out).sentPerStep).toBe(SIGNS + 4 * TINY.rest);
});

onRanks('three ranks have the same weights after each epoch', async () => {
  const out = await trainOn(3, WORDS);
  expectLearning(out, await trainOn(3, RECIPE));
  // The binary kernel comes first: 4 of its columns have about a third of all numbers, and are the first rank's.
  const own = 4 * 24;
  expect(recordOf(out).sentPerStep).toBe(SIGNS - own + 2 * own + 2 * 4 * TINY.rest);
});

onRanks('an interrupted run continues to the bit, and with the mean of the errors on other ranks', async () => {
  const whole = await trainOn(2, WORDS);
  const same = await interruptOn(2, WORDS);
  expect(checkpointOf(same.out).ranks).toMatchObject({ size: 2, variables: { shapes: [[8 * 27 + 10 * 72]] } });
  await same.resumeOn(2);
  expect(bitsOf(same.out)).toBe(bitsOf(whole));
  const other = await interruptOn(2, WORDS);
  await other.resumeOn(3);
  expectLearning(other.out, whole);
});
