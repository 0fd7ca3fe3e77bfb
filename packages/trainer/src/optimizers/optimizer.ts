// What an optimizer is to the training loop.
import * as tf from '@tensorflow/tfjs';

/** A point of the run. */
export interface Moment {
  /** Steps done so far: 0 at the first. */
  readonly step: number;
  /** Share of the whole run that is done, 0 … 1. */
  readonly progress: number;
}

export interface Optimizer {
  /** Everything that has to be kept to go on later as if nothing had happened. */
  readonly slots: readonly tf.Variable[];
  learningRate(moment: Moment): number;
  /** Changes the variables. gradients[i] is the mean over the batch of ∂L/∂variables[i]. */
  update(gradients: readonly tf.Tensor[], moment: Moment): void;
}

/** One slot of zeros for each variable. */
export const zeroSlots = (variables: readonly tf.Variable[]): tf.Variable[] =>
  variables.map((variable) => tf.tidy(() => tf.variable(tf.zerosLike(variable), false)));
