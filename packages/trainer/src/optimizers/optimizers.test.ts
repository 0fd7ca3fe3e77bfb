import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../backend';
import { quickstart } from '../recipes/quickstart';
import { reference } from '../recipes/reference';
import { adam, warmUpCosine, type AdamSettings } from './adam';
import { momentumSgd, phaseAt, type MomentumSgdSettings } from './momentum-sgd';

beforeAll(loadBackend);

const ADAM: AdamSettings = { kind: 'adam', peakRate: 0.1, warmUpShare: 0.25, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

test('warm-up rises from 0 to the peak, the cosine falls from there to 0', () => {
  const rates = [0, 0.125, 0.25, 0.625, 1].map((progress) => warmUpCosine(ADAM, progress));
  [0, 0.05, 0.1, 0.05, 0].forEach((expected, i) => expect(rates[i]).toBeCloseTo(expected, 12));
});

test('the reference schedule changes after 20, 40, 60 and 70 of 80 epochs, on the step', () => {
  const settings = reference.optimizer as MomentumSgdSettings;
  expect(settings.phases.reduce((sum, phase) => sum + phase.share, 0)).toBeCloseTo(1, 12);
  const stepsPerEpoch = 782;
  const rateAt = (step: number) => phaseAt(settings, step / (80 * stepsPerEpoch)).ratePerImage;
  for (const [epoch, before, after] of [
    [20, 0.0015625, 0.00046875],
    [40, 0.00046875, 0.00015625],
    [60, 0.00015625, 0.000046875],
    [70, 0.000046875, 0.000015625],
  ]) {
    expect([rateAt(epoch * stepsPerEpoch - 1), rateAt(epoch * stepsPerEpoch)]).toEqual([before, after]);
  }
  expect(rateAt(80 * stepsPerEpoch - 1)).toBe(0.000015625);
});

test('Adam: the first step has the size of the learning rate, whatever the gradient’s', () => {
  const weights = tf.variable(tf.tensor1d([1, 1, 1]));
  const optimizer = adam([weights], { ...ADAM, warmUpShare: 0 });
  optimizer.update([tf.tensor1d([0.1, -5, 0])], { step: 0, progress: 0 });
  const [a, b, c] = weights.dataSync();
  // m/√v = sign(g)·(1 − β₁)/√(1 − β₂), short by ε/(√(1 − β₂)·|g|) = 3e-6 of it for the smaller gradient; float32 rounds at 6e-8.
  expect(a).toBeCloseTo(0.9, 6);
  expect(b).toBeCloseTo(1.1, 6);
  expect(c).toBe(1);
});

test('momentum has unit gain: a constant gradient moves as far as without momentum, in the end', () => {
  const settings: MomentumSgdSettings = {
    kind: 'momentum-sgd',
    phases: [{ share: 1, ratePerImage: 0.01, momentumImages: 600 }],
  };
  const weights = tf.variable(tf.tensor1d([0]));
  const optimizer = momentumSgd([weights], settings, 64);
  const momentum = Math.exp(-64 / 600);
  let [velocity, expected] = [0, 0];
  for (let step = 0; step < 20; step++) {
    optimizer.update([tf.tensor1d([1])], { step, progress: step / 20 });
    velocity = momentum * velocity + (1 - momentum);
    expected -= 0.64 * velocity;
  }
  // 20 float32 additions of numbers below 12 round by at most 20·2⁻²⁴·12 ≈ 1.4e-5.
  expect(Math.abs(weights.dataSync()[0] - expected)).toBeLessThan(1.4e-5);
  expect(velocity).toBeGreaterThan(0.8);
});

test('the quickstart recipe ends at rate 0', () => {
  expect(warmUpCosine(quickstart.optimizer as AdamSettings, 1)).toBeCloseTo(0, 12);
});
