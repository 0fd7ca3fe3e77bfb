// The step that is measured: the reference network, recipe quickstart (Adam), a batch of random images.
import { makeBatch, type Batch } from '../data/images';
import { buildNetwork } from '../networks';
import { makeOptimizer } from '../optimizers';
import { randomFor } from '@bitplane/model';
import { quickstart } from '../recipes/quickstart';
import { sortWeights, trainStep, type Learner } from '../training/step';
import { alone } from '../training/team';

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
  const learner = { model, ...weights, optimizer, recipe: quickstart, teacher: null, team: alone(optimizer) };
  const batch = randomBatch(batchSize);
  let step = 0;
  // The rate is that of the middle of a run; it has no influence on the time.
  return { learner, batch, run: () => trainStep(learner, batch, { step: step++, progress: 0.5 }).loss };
}

/** Made as the training loop makes it, without augmentation. */
function randomBatch(batchSize: number): Batch {
  const random = randomFor(SEED);
  const draw = (length: number, end: number): Uint8Array =>
    Uint8Array.from({ length }, () => Math.floor(random() * end));
  const size = { height: 32, width: 32, channels: 3 };
  const pixels = draw(batchSize * size.height * size.width * size.channels, 256);
  const images = { ...size, count: batchSize, pixels, labels: draw(batchSize, 10) };
  return makeBatch(
    images,
    Uint32Array.from({ length: batchSize }, (_, i) => i),
  );
}
