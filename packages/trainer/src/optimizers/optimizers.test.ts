import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { quickstart } from '../recipes/quickstart';
import { reference } from '../recipes/reference';
import { makeOptimizer } from '.';
import { adam, type AdamSettings } from './adam';
import { bop, type BopSettings } from './bop';
import { momentumSgd, type MomentumSgdSettings } from './momentum-sgd';
import { rateAt } from './schedules';
import { phaseAt } from './schedules/phases';

beforeAll(loadBackend);

const CONSTANT = { kind: 'constant', warmUpShare: 0 } as const;
const ADAM: AdamSettings = {
  kind: 'adam',
  peakRate: 0.1,
  schedule: CONSTANT,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
};
const SGD: MomentumSgdSettings = {
  kind: 'momentum-sgd',
  peakRate: 0.64,
  schedule: CONSTANT,
  momentum: Math.exp(-64 / 600),
  unitGain: true,
};
const BOP: BopSettings = { kind: 'bop', peakRate: 0.5, schedule: CONSTANT, threshold: 0.3 };

test('the reference schedule changes after 20, 40, 60 and 70 of 80 epochs, on the step', () => {
  const settings = reference.optimizer as MomentumSgdSettings;
  const stepsPerEpoch = 782;
  const rateOf = (step: number): number => rateAt(settings, step / (80 * stepsPerEpoch)) / 64;
  for (const [epoch, before, after] of [
    [20, 0.0015625, 0.00046875],
    [40, 0.00046875, 0.00015625],
    [60, 0.00015625, 0.000046875],
    [70, 0.000046875, 0.000015625],
  ]) {
    expect(rateOf(epoch * stepsPerEpoch - 1)).toBeCloseTo(before, 15);
    expect(rateOf(epoch * stepsPerEpoch)).toBeCloseTo(after, 15);
  }
  const momenta = settings.momentum as { share: number; momentum: number }[];
  expect([0, 0.25, 0.5, 1].map((progress) => phaseAt(momenta, progress).momentum)).toEqual([
    0,
    Math.exp(-64 / 600),
    Math.exp(-64 / 1200),
    Math.exp(-64 / 1200),
  ]);
});

test('Adam: the first step has the size of the learning rate, whatever the gradient’s', () => {
  const weights = tf.variable(tf.tensor1d([1, 1, 1]));
  const optimizer = adam([weights], ADAM);
  optimizer.update([tf.tensor1d([0.1, -5, 0])], { step: 0, progress: 0 });
  const [a, b, c] = weights.dataSync();
  // m/√v = sign(g)·(1 − β₁)/√(1 − β₂), short by ε/(√(1 − β₂)·|g|) = 3e-6 of it for the smaller gradient; float32 rounds
  // at 6e-8.
  expect(a).toBeCloseTo(0.9, 6);
  expect(b).toBeCloseTo(1.1, 6);
  expect(c).toBe(1);
});

test.each([
  [true, (momentum: number) => 1 - momentum],
  [false, () => 1],
])('momentum, unit gain %s: the path of the formula under a constant gradient', (unitGain, gain) => {
  const weights = tf.variable(tf.tensor1d([0]));
  const optimizer = momentumSgd([weights], { ...SGD, unitGain });
  const momentum = Math.exp(-64 / 600);
  let [velocity, expected] = [0, 0];
  for (let step = 0; step < 20; step++) {
    optimizer.update([tf.tensor1d([1])], { step, progress: step / 20 });
    velocity = momentum * velocity + gain(momentum);
    expected -= 0.64 * velocity;
  }
  // 20 float32 additions of numbers below |expected| round by at most 20·2⁻²⁴·|expected|, as do those of the velocity.
  expect(Math.abs(weights.dataSync()[0] - expected)).toBeLessThan(2 * 20 * 2 ** -24 * Math.abs(expected));
  expect(velocity > 1).toBe(!unitGain);
});

test('Bop: weights are ±1, and flip where the moving average stands against them beyond the threshold', () => {
  const weights = tf.variable(tf.tensor1d([0.2, -0.3, 0, 0.9]));
  const optimizer = bop([weights], BOP);
  // m = ½·g: 0.4 against +1 flips; 0.4 for −1 does not (it pulls down, where the weight is); 0.25 is too little; −0.4
  // for +1 does not.
  optimizer.update([tf.tensor1d([0.8, 0.8, 0.5, -0.8])], { step: 0, progress: 0 });
  expect([...weights.dataSync()]).toEqual([-1, -1, 1, 1]);
  // m = ½·m + ½·g: the third comes to 0.375.
  optimizer.update([tf.tensor1d([0, 0, 0.5, 0])], { step: 1, progress: 0.5 });
  expect([...weights.dataSync()]).toEqual([-1, -1, -1, 1]);
});

test('Bop at threshold 0 flips nothing without a gradient', () => {
  const weights = tf.variable(tf.tensor1d([1, -1]));
  bop([weights], { ...BOP, threshold: 0 }).update([tf.tensor1d([0, 0])], { step: 0, progress: 0 });
  expect([...weights.dataSync()]).toEqual([1, -1]);
});

test('beside Bop the other weights follow their own optimizer, and its slots are kept too', () => {
  const [latent, other] = [tf.variable(tf.tensor1d([1])), tf.variable(tf.tensor1d([1]))];
  const optimizer = makeOptimizer({ latents: [latent], others: [other] }, { ...BOP, others: ADAM });
  optimizer.update([tf.tensor1d([1]), tf.tensor1d([1])], { step: 0, progress: 0 });
  expect(latent.dataSync()[0]).toBe(-1);
  expect(other.dataSync()[0]).toBeCloseTo(0.9, 6);
  expect(optimizer.slots).toHaveLength(3);
  expect(optimizer.learningRate({ step: 0, progress: 0 })).toBe(0.1);
});

test('the quickstart recipe ends at rate 0', () => {
  expect(rateAt(quickstart.optimizer, 1)).toBeCloseTo(0, 12);
});
