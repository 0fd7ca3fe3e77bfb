// The step that is measured: a network, recipe quickstart (Adam), a batch of random images.
import * as tf from '@tensorflow/tfjs';
import { makeBatch, type Batch } from '../data/images';
import { buildNetwork } from '../networks';
import { makeOptimizer } from '../optimizers';
import { imagesInMemory } from '@bitplane/data';
import { randomFor } from '@bitplane/model';
import { quickstart } from '../recipes/quickstart';
import { sortWeights, trainStep, type Learner } from '../training/step';
import { alone } from '../training/team';

const SEED = 1;
/** The rate is that of the middle of a run; it has no influence on the time. */
const PROGRESS = 0.5;

export interface NetworkStep {
  readonly learner: Learner;
  readonly batch: Batch;
  readonly learningRate: number;
  /** One step: forward, backward, update. Returns the loss before it. */
  run(): number;
  /** Small batches of their own, for trials. */
  readonly trialBatches: readonly Batch[];
  /** The first steps of a training with one of these batches; then everything is as before. Before the first `run`. */
  trial(index: number, steps: number): Trial;
}

export interface Trial {
  /** Before each step. */
  readonly losses: readonly number[];
  /** ∂L/∂w in the first step: of each latent weight, then of each other trainable one. */
  readonly gradients: readonly Float32Array[];
}

/** Batch norms of dense layers need a few images, and signs that roundings turn over are rarer in few. */
export const TRIALS = 8;
const TRIAL_IMAGES = 4;

/** network: a name of the list, or a file. Throws as buildNetwork does. */
export function makeNetworkStep(network: string, batchSize: number): NetworkStep {
  const { initialSlopes, initialOutputScale } = quickstart;
  const model = buildNetwork(network, { seed: SEED, initialSlopes, initialOutputScale });
  moveConstants(model);
  const weights = sortWeights(model);
  const optimizer = makeOptimizer(weights, quickstart.optimizer);
  const learner = { model, ...weights, optimizer, recipe: quickstart, teacher: null, team: alone(optimizer) };
  const batch = randomBatch(model, batchSize, SEED);
  const trialBatches = Array.from({ length: TRIALS }, (_, i) => randomBatch(model, TRIAL_IMAGES, SEED + 1 + i));
  let step = 0;
  return {
    learner,
    batch,
    learningRate: optimizer.learningRate({ step, progress: PROGRESS }),
    run: () => trainStep(learner, batch, { step: step++, progress: PROGRESS }).loss,
    trialBatches,
    trial: (index, steps) => restoring(learner, () => firstSteps(learner, trialBatches[index], steps)),
  };
}

function firstSteps(learner: Learner, batch: Batch, steps: number): Trial {
  const { optimizer } = learner;
  const losses: number[] = [];
  let gradients: Float32Array[] = [];
  const update: typeof optimizer.update = (found, moment) => {
    if (moment.step === 0) gradients = found.map((gradient) => gradient.dataSync<'float32'>().slice());
    optimizer.update(found, moment);
  };
  const watched = { ...learner, team: alone({ ...optimizer, update }) };
  for (let step = 0; step < steps; step++) {
    losses.push(trainStep(watched, batch, { step, progress: PROGRESS }).loss);
  }
  return { losses, gradients };
}

/** Runs it, and gives weights, moving statistics and the optimizer's slots the values that they had. */
function restoring<Result>({ model, optimizer }: Learner, run: () => Result): Result {
  const variables = [...model.weights.map((weight) => weight.read() as tf.Variable), ...optimizer.slots];
  const values = variables.map((variable) => variable.clone());
  const result = run();
  variables.forEach((variable, i) => variable.assign(values[i]));
  tf.dispose(values);
  return result;
}

/** How far: a share of the constant, or, from 0, this far. */
const [SHARE, REACH] = [0.3, 0.02];

/**
 * Moves trainable weights whose first values are all the same: biases, shifts, norms, slopes, classifiers of zeros. A
 * classifier of zeros hides every other weight from the loss, and a bias of 0 might as well be missing: the programs
 * could then differ unnoticed.
 */
function moveConstants(model: tf.LayersModel): void {
  const random = randomFor(SEED);
  for (const weight of model.trainableWeights) {
    const variable = weight.read() as tf.Variable;
    const values = variable.dataSync<'float32'>();
    if (!values.every((value) => value === values[0])) continue;
    const moved = Float32Array.from(values, (value) => {
      const offset = 2 * random() - 1;
      return value === 0 ? REACH * offset : value * (1 + SHARE * offset);
    });
    tf.tidy(() => variable.assign(tf.tensor(moved, variable.shape)));
  }
}

/** Of the network's shapes; made as the training loop makes it, without augmentation. */
function randomBatch({ inputs, outputs }: tf.LayersModel, batchSize: number, seed: number): Batch {
  const random = randomFor(seed);
  const draw = (length: number, end: number): Uint8Array =>
    Uint8Array.from({ length }, () => Math.floor(random() * end));
  const [height, width, channels] = inputs[0].shape.slice(1) as [number, number, number];
  const pixels = draw(batchSize * height * width * channels, 256);
  const labels = draw(batchSize, outputs[0].shape[1] ?? 1);
  const images = imagesInMemory({ height, width, channels, count: batchSize, pixels, labels });
  return makeBatch(
    images,
    Uint32Array.from({ length: batchSize }, (_, i) => i),
  );
}
