import type * as tf from '@tensorflow/tfjs';
import { adamStep } from '../native/adam';
import { zeroSlots, type Moment, type Optimizer } from './optimizer';

export interface AdamSettings {
  readonly kind: 'adam';
  /** Learning rate after the warm-up; from there it falls to 0 along half a cosine. */
  readonly peakRate: number;
  /** Share of the run in which the rate rises linearly from 0. */
  readonly warmUpShare: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** Linear warm-up, then half a cosine: Loshchilov and Hutter, "SGDR", arXiv:1608.03983, equation (5) without restarts. */
export function warmUpCosine({ peakRate, warmUpShare }: AdamSettings, progress: number): number {
  if (progress < warmUpShare) return (peakRate * progress) / warmUpShare;
  return (peakRate / 2) * (1 + Math.cos((Math.PI * (progress - warmUpShare)) / (1 - warmUpShare)));
}

/**
 * Adam.
 *
 *     m ← β₁·m + (1 − β₁)·g      v ← β₂·v + (1 − β₂)·g²
 *     w ← w − lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m / (√v + ε)          t = 1 at the first step
 *
 * Kingma and Ba, "Adam", arXiv:1412.6980, algorithm 1 in the order of its section 2. TensorFlow.js's own keeps β₁ᵗ as a float32 product, and
 * restores it as a power: a resumed run would leave the path of an uninterrupted one.
 */
export function adam(variables: readonly tf.Variable[], settings: AdamSettings): Optimizer {
  const { beta1, beta2, epsilon } = settings;
  const means = zeroSlots(variables);
  const squares = zeroSlots(variables);
  const learningRate = ({ progress }: Moment): number => warmUpCosine(settings, progress);

  return {
    slots: [...means, ...squares],
    learningRate,
    update(gradients, moment) {
      const t = moment.step + 1;
      const rate = (learningRate(moment) * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
      variables.forEach((weights, i) =>
        adamStep({ weights, mean: means[i], square: squares[i] }, gradients[i], { rate, beta1, beta2, epsilon }),
      );
    },
  };
}
