import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { watchSigns } from './signs';

beforeAll(loadBackend);

// Nine weights, so that the packed signs take more than one byte.
const START = [1, -1, 0, 1, 1, 1, 1, 1, -1];

test('counts what changed since the epoch began, and in its steps, apart', () => {
  const weight = tf.variable(tf.tensor1d(START));
  const watch = watchSigns([weight], null);
  weight.assign(tf.tensor1d([-1, -1, -0, 1, 1, 1, 1, 1, 1]));
  watch.onStep();
  weight.assign(tf.tensor1d([1, -1, 0, 1, 1, 1, 1, 1, 1]));
  watch.onStep();
  // The first weight went there and back: three flips in two steps, one difference in the end.
  const [seen] = watch.finishEpoch(2);
  expect(seen.flipRatio).toBeCloseTo(1 / 9, 12);
  expect(seen.flipRatioPerStep).toBeCloseTo(3 / 2 / 9, 12);
  expect(seen.weightsPlus).toBeCloseTo(8 / 9, 12);
  expect(watch.finishEpoch(1)[0]).toMatchObject({ flipRatio: 0, flipRatioPerStep: 0 });
});

test('goes on from a saved state as if it had never stopped', () => {
  const weight = tf.variable(tf.tensor1d(START));
  const watch = watchSigns([weight], null);
  weight.assign(tf.tensor1d(START.map((value) => -value)));
  watch.onStep();
  const resumed = watchSigns([weight], JSON.parse(JSON.stringify(watch.state)) as typeof watch.state);
  for (const each of [watch, resumed]) each.onStep();
  expect(resumed.finishEpoch(2)).toEqual(watch.finishEpoch(2));
});
