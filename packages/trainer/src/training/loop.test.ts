import * as tf from '@tensorflow/tfjs';
import { imagesInMemory } from '@bitplane/data';
import { loadBackend } from '../backend';
import { makeOptimizer } from '../optimizers';
import { thrownBy } from '../test-support/thrown-by';
import { startPosition } from './history';
import type { TrainingPlan } from './plan';
import { runPlan } from './loop';
import { sortWeights, type Learner } from './step';
import { alone } from './team';

beforeAll(loadBackend);

const IMAGES = imagesInMemory({
  count: 10,
  height: 1,
  width: 1,
  channels: 2,
  pixels: Uint8Array.from({ length: 20 }, (_, i) => 25 * i),
  labels: Uint8Array.from({ length: 10 }, (_, i) => i % 2),
});
const PLAN: TrainingPlan = {
  epochs: 2,
  batchSize: 4,
  seed: 1,
  augmentation: { cropSideRatio: 1, margin: 0, flip: false, cutout: 0, mixup: 0 },
  train: IMAGES,
  validation: null,
  numClasses: 2,
};

/** A dense layer, and steps as large as the rate says. */
function makeLearner(peakRate: number): Learner {
  const model = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [1, 1, 2] }), tf.layers.dense({ units: 2 })],
  });
  const weights = sortWeights(model);
  const schedule = { kind: 'constant', warmUpShare: 0 } as const;
  const settings = { kind: 'momentum-sgd', peakRate, schedule, momentum: 0, unitGain: true } as const;
  const optimizer = makeOptimizer(weights, settings);
  return {
    model,
    ...weights,
    optimizer,
    recipe: {
      labelSmoothing: 0,
      distillation: null,
      regularizers: { bimodal: 0, l2: 0, l2Latents: 0 },
      clipLatents: false,
    },
    teacher: null,
    team: alone(optimizer),
  };
}

const silent = {
  onStep: () => undefined,
  onCheckpoint: () => undefined,
  isCheckpointDue: () => false,
  shouldStop: () => false,
};

test('every epoch shows every image once, the last batch being smaller, and ends with a checkpoint', async () => {
  const position = startPosition();
  const seen: number[] = [];
  const checkpoints: number[] = [];
  const events = {
    onStep: () => seen.push(position.epochMeter.images),
    onCheckpoint: () => checkpoints.push(position.epoch),
    isCheckpointDue: () => false,
    shouldStop: () => false,
  };
  expect(await runPlan(makeLearner(1e-6), PLAN, position, events)).toBe(true);
  expect(seen).toEqual([4, 8, 10, 4, 8, 10]);
  expect(checkpoints).toEqual([1, 2]);
  expect(position.history.epochs).toHaveLength(2);
  expect(position.history.points.at(-1)?.epoch).toBe(2);
});

test('a loss that is not a number stops with the step and what to try', async () => {
  const position = startPosition();
  const error = await thrownBy(() => runPlan(makeLearner(1e38), PLAN, position, silent));
  expect(error).toMatchObject({
    code: 'E_TRAINING',
    message: expect.stringMatching(/loss became \w+ at epoch 1, step 2.*--overwrite.*--seed/) as string,
  });
});
