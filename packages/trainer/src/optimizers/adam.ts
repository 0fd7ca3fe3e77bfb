import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { adamStep } from '../native/adam';
import { zeroSlots, type Moment, type Optimizer } from './optimizer';
import { rateAt, rateFields } from './schedules';

export const adamSchema = z.strictObject({
  kind: z.literal('adam'),
  ...rateFields,
  beta1: z.number().min(0).lt(1),
  beta2: z.number().min(0).lt(1),
  epsilon: z.number().positive(),
});

export type AdamSettings = z.infer<typeof adamSchema>;

export interface Adam extends Optimizer {
  readonly kind: 'adam';
  readonly settings: AdamSettings;
  /** m of each variable. */
  readonly means: readonly tf.Variable[];
  /** v of each variable. */
  readonly squares: readonly tf.Variable[];
}

/**
 * Adam.
 *
 *     m ← β₁·m + (1 − β₁)·g      v ← β₂·v + (1 − β₂)·g²
 *     w ← w − lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m / (√v + ε)          t = 1 at the first step
 *
 * Kingma and Ba, "Adam", arXiv:1412.6980, algorithm 1 in the order of its section 2. TensorFlow.js's own keeps β₁ᵗ as a
 * float32 product, and restores it as a power: a resumed run would leave the path of an uninterrupted one.
 */
export function adam(variables: readonly tf.Variable[], settings: AdamSettings): Adam {
  const { beta1, beta2, epsilon } = settings;
  const means = zeroSlots(variables);
  const squares = zeroSlots(variables);
  const learningRate = ({ progress }: Moment): number => rateAt(settings, progress);

  return {
    kind: 'adam',
    settings,
    means,
    squares,
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
