import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { zeroSlots, type Moment, type Optimizer } from './optimizer';
import { rateAt, rateFields } from './schedules';

export const bopFields = {
  kind: z.literal('bop'),
  /**
   * peakRate is γ, the adaptivity rate: the weight of the newest gradient in the moving average. Section 5.2 starts
   * with 1e-4 for CIFAR-10.
   */
  ...rateFields,
  /** τ: how far the average has to point against a weight to flip it. Section 5.2 uses 1e-8 for CIFAR-10. */
  threshold: z.number().min(0),
};

export type BopSettings = z.infer<z.ZodObject<typeof bopFields>>;

/** An update is wishes, then flips of all that is wished for. */
export interface BinaryOptimizer extends Optimizer {
  /** Moves the averages. Returns bools: which weights they pull to the other side. Owned by the caller. */
  wishes(gradients: readonly tf.Tensor[], moment: Moment): tf.Tensor[];
  /** w ← −w where flips, bools of the weights' shapes, are true. */
  flip(flips: readonly tf.Tensor[]): void;
}

/**
 * Binary optimizer: weights are +1 or −1, there is no latent magnitude.
 *
 *     m ← (1 − γ)·m + γ·g      w ← −w where |m| > τ and sign(m) = sign(w), else w
 *
 * The gradient descends, so a weight flips when the average pulls it to the other side. Before the first step each
 * weight becomes sign(w).
 *
 * Helwegen et al., "Latent Weights Do Not Exist", arXiv:1906.02107, algorithm 1.
 */
export function bop(weights: readonly tf.Variable[], settings: BopSettings): BinaryOptimizer {
  const averages = zeroSlots(weights);

  const wishes = (gradients: readonly tf.Tensor[], moment: Moment): tf.Tensor[] =>
    tf.tidy(() => {
      const rate = rateAt(settings, moment.progress);
      if (moment.step === 0) for (const weight of weights) weight.assign(signs(weight));
      return weights.map((weight, i) => {
        averages[i].assign(averages[i].mul(1 - rate).add(gradients[i].mul(rate)));
        // With w = ±1 both conditions are one: w·m > τ. At τ = 0 a moving average of 0 flips nothing.
        return weight.mul(averages[i]).greater(settings.threshold);
      });
    });
  const flip = (flips: readonly tf.Tensor[]): void =>
    tf.tidy(() => {
      weights.forEach((weight, i) => weight.assign(weight.where(flips[i].logicalNot(), weight.neg())));
    });
  return {
    slots: averages,
    learningRate: ({ progress }) => rateAt(settings, progress),
    wishes,
    flip,
    update: (gradients, moment) => tf.tidy(() => flip(wishes(gradients, moment))),
  };
}

/** +1 where x ≥ 0, else −1. */
const signs = (x: tf.Tensor): tf.Tensor => tf.onesLike(x).where(x.greaterEqual(0), tf.onesLike(x).neg());
