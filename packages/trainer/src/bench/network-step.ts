// The step that is measured: the reference network, recipe quickstart (Adam), a batch of random images.
import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../data/images';
import { buildNetwork } from '../networks';
import { makeOptimizer } from '../optimizers';
import { randomFor } from '../random';
import { quickstart } from '../recipes/quickstart';
import { sortWeights, trainStep, type Learner } from '../training/step';

const SEED = 1;

export interface NetworkStep {
  readonly learner: Learner;
  readonly batch: Batch;
  /** One step: forward, backward, update. Returns the loss before it. */
  run(): number;
}

export function makeNetworkStep(batchSize: number): NetworkStep {
  const { initialSlopes, initialOutputScale } = quickstart;
  const model = buildNetwork('reference', { seed: SEED, initialSlopes, initialOutputScale });
  const weights = sortWeights(model);
  const optimizer = makeOptimizer(weights, quickstart.optimizer);
  const learner = { model, ...weights, optimizer, recipe: quickstart, teacher: null };
  const batch = randomBatch(batchSize);
  let step = 0;
  // The rate is that of the middle of a run; it has no influence on the time.
  return { learner, batch, run: () => trainStep(learner, batch, { step: step++, progress: 0.5 }).loss };
}

function randomBatch(batchSize: number): Batch {
  const random = randomFor(SEED);
  const draw = (length: number, end: number): number[] => Array.from({ length }, () => Math.floor(random() * end));
  return {
    images: tf.tensor4d(draw(batchSize * 32 * 32 * 3, 256), [batchSize, 32, 32, 3]),
    labels: tf.tensor1d(draw(batchSize, 10), 'int32'),
  };
}
