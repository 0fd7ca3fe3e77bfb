import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import type { Batch } from '../data/images';
import { BinaryConv2D } from '../layers';
import type { KnownOptimizer } from '../optimizers';
import { sortWeights, trainStep, type Learner } from './step';
import { alone } from './team';

let batch: Batch;

beforeAll(async () => {
  await loadBackend();
  batch = {
    images: tf.tensor4d([1, -1, 1, 1], [2, 1, 1, 2]),
    labels: tf.tensor1d([0, 1], 'int32'),
    mix: null,
    share: 1,
  };
});

/** A binary convolution of two channels to two scores, and an optimizer that keeps what it is given. */
function learnerWith(
  recipe: Learner['recipe'],
  seen: number[][] = [],
  change?: (variable: tf.Variable) => void,
  teacher: Learner['teacher'] = null,
): Learner {
  const kernelInitializer = tf.initializers.constant({ value: 0.5 });
  const model = tf.sequential({
    layers: [
      new BinaryConv2D({ filters: 2, kernelSize: 1, kernelInitializer, inputShape: [1, 1, 2] }),
      tf.layers.flatten(),
    ],
  });
  const weights = sortWeights(model);
  const optimizer: KnownOptimizer = {
    kind: 'momentum-sgd',
    slots: [],
    learningRate: () => 0,
    update(gradients) {
      seen.push(...gradients.map((gradient) => [...gradient.dataSync()]));
      if (change !== undefined) weights.latents.forEach(change);
    },
  };
  return { model, ...weights, optimizer, recipe, teacher, team: alone(optimizer) };
}

const PLAIN = {
  labelSmoothing: 0,
  distillation: null,
  regularizers: { bimodal: 0, l2: 0, l2Latents: 0 },
  clipLatents: false,
};
const REGULAR = { ...PLAIN, regularizers: { bimodal: 0.1, l2: 0.2, l2Latents: 0.4 } };
const MOMENT = { step: 0, progress: 0 };

test('kernels of binary layers are latent weights, all else is not', () => {
  const { latents, others } = learnerWith(PLAIN);
  expect([latents.map((w) => w.shape), others.map((w) => w.shape)]).toEqual([[[1, 1, 2, 2]], [[2]]]);
});

test('the loss is the mean cross entropy plus λ·Σ(1 − w²) over latents plus ½·λ·Σw² over these and over the others', () => {
  const { loss: plain } = trainStep(learnerWith(PLAIN), batch, MOMENT);
  // Both scores of an image are equal: −log ½ each.
  expect(plain).toBeCloseTo(Math.LN2, 6);
  const learner = learnerWith(REGULAR);
  learner.others[0].assign(tf.tensor1d([3, 3]));
  const { loss } = trainStep(learner, batch, MOMENT);
  expect(loss).toBeCloseTo(Math.LN2 + 0.1 * 4 * (1 - 0.25) + 0.5 * 0.2 * 18 + 0.5 * 0.4 * 4 * 0.25, 5);
});

test('smoothed labels ask every class for its share', () => {
  const seen: number[][] = [];
  const smoothed = learnerWith({ ...PLAIN, labelSmoothing: 0.2 }, seen);
  smoothed.others[0].assign(tf.tensor1d([Math.log(9), 0]));
  const { loss } = trainStep(smoothed, batch, MOMENT);
  // Both images score 9 : 1, so −log 0.9 and −log 0.1; the targets are 0.9 and 0.1, each class once.
  expect(loss).toBeCloseTo(-(Math.log(0.9) + Math.log(0.1)) / 2, 5);
  expect(seen[1][0]).toBeCloseTo((0.9 - 0.9 + (0.9 - 0.1)) / 2, 5);
});

test('regularisers have the gradients of their formulas', () => {
  const [plain, regular]: number[][][] = [[], []];
  trainStep(learnerWith(PLAIN, plain), batch, MOMENT);
  const learner = learnerWith(REGULAR, regular);
  learner.others[0].assign(tf.tensor1d([3, 3]));
  trainStep(learner, batch, MOMENT);
  regular[0].forEach((gradient, i) => expect(gradient - plain[0][i]).toBeCloseTo(-2 * 0.1 * 0.5 + 0.4 * 0.5, 6));
  regular[1].forEach((gradient, i) => expect(gradient - plain[1][i]).toBeCloseTo(0.2 * 3, 6));
});

test('a teacher’s soft answers take their share of the loss, at its temperature', () => {
  const distillation = { teacher: 'big', temperature: 2, weight: 0.75 };
  const targets = tf.tensor2d([
    [0.9, 0.1],
    [0.1, 0.9],
  ]);
  const learner = learnerWith({ ...PLAIN, distillation }, [], undefined, { targets: () => targets.clone() });
  learner.others[0].assign(tf.tensor1d([Math.log(16), 0]));
  const { loss } = trainStep(learner, batch, MOMENT);
  // Scores 16 : 1; at temperature 2 they are 4 : 1. Each of the two images has the other one's targets mirrored, so
  // both log-terms come half.
  const answers = -(Math.log(16 / 17) + Math.log(1 / 17)) / 2;
  const taught = -(Math.log(4 / 5) + Math.log(1 / 5)) / 2;
  expect(loss).toBeCloseTo(0.25 * answers + 0.75 * 4 * taught, 5);
});

test('a mixed image has two answers, each with its share', () => {
  const mix = { shares: Float32Array.of(0.75, 0.5), partnerLabels: Int32Array.of(1, 1) };
  const learner = learnerWith(PLAIN);
  learner.others[0].assign(tf.tensor1d([Math.log(9), 0]));
  const { loss } = trainStep(learner, { ...batch, mix }, MOMENT);
  // Every image scores 9 : 1. The first is ¾ class 0 and ¼ class 1; the second, mixed with its like, class 1 alone.
  expect(loss).toBeCloseTo(-(0.75 * Math.log(0.9) + 1.25 * Math.log(0.1)) / 2, 5);
});

test('latents are clipped to [−1, 1] after the update when the recipe says so', () => {
  const grow = (variable: tf.Variable) => variable.assign(tf.fill(variable.shape, -7));
  const clipped = learnerWith({ ...PLAIN, clipLatents: true }, [], grow);
  const free = learnerWith(PLAIN, [], grow);
  for (const learner of [clipped, free]) trainStep(learner, batch, MOMENT);
  expect([clipped.latents[0].dataSync()[0], free.latents[0].dataSync()[0]]).toEqual([-1, -7]);
});

test('equal scores count for the lowest class', () => {
  expect(trainStep(learnerWith(PLAIN), batch, MOMENT).correct).toBe(1);
});

test('a loss that is not a number updates nothing', () => {
  const seen: number[][] = [];
  const learner = learnerWith(PLAIN, seen);
  learner.others[0].assign(tf.tensor1d([NaN, 0]));
  expect(trainStep(learner, batch, MOMENT).loss).toBeNaN();
  expect(seen).toEqual([]);
});

test('a step leaves no tensors behind', () => {
  const learner = learnerWith({ ...REGULAR, clipLatents: true });
  trainStep(learner, batch, MOMENT);
  const before = tf.memory().numTensors;
  trainStep(learner, batch, MOMENT);
  expect(tf.memory().numTensors).toBe(before);
});
