// The processes that train one network together, as the loop sees them; a process alone is a team too.
import type * as tf from '@tensorflow/tfjs';
import type { Moment, Optimizer } from '../optimizers';

/** What a step gave: of this rank's share of the batch, or of the whole one. A type that tf.tidy lets through. */
export type StepResult = {
  /** Mean over the batch, regularisers included. Not finite: nothing was updated. */
  readonly loss: number;
  readonly correct: number;
};

/** What a rank wants to happen after a step. */
export interface Wants {
  /** To end here, cleanly. */
  readonly stop: boolean;
  readonly save: boolean;
}

export interface Team {
  readonly rank: number;
  readonly size: number;
  /**
   * Forward and backward pass of this rank's share of a batch: 0 … 1, the shares of all ranks adding up to 1. A rank
   * with share 0 computes as well, with an image that does not count.
   */
  compute<Result>(share: number, pass: () => Result): Result;
  /** The same with the statistics of the whole batch in every batch norm, however the run trains. */
  computeTogether<Result>(share: number, pass: () => Result): Result;
  /** Adds up what the ranks' shares gave, each of which is weighted by its share already. */
  sumUp(own: StepResult, share: number): StepResult;
  /** One step of the optimizer. gradients: this rank's, whose sum over the ranks is that of the whole batch. */
  update(gradients: readonly tf.Tensor[], moment: Moment): void;
  /** What is to happen after this step, on all ranks: what any of them wants. */
  agree(wants: Wants): Wants;
  /** Sum over the ranks. */
  count(own: number): number;
  /** Makes the weights the same on all ranks, where they are not: at the end of an epoch. */
  meet(): void;
  /** Bytes that this rank has sent per step for updates and meetings, on average; null: nobody to send to. */
  sentPerStep(): number | null;
  /** After each epoch. Throws E_MISMATCH where ranks have different weights. */
  requireSameWeights(): void;
}

/** One process, which has every batch for itself. */
export const alone = (optimizer: Optimizer): Team => ({
  rank: 0,
  size: 1,
  compute: (_, pass) => pass(),
  computeTogether: (_, pass) => pass(),
  sumUp: (own) => own,
  update: (gradients, moment) => optimizer.update(gradients, moment),
  agree: (wants) => wants,
  count: (own) => own,
  meet: () => undefined,
  sentPerStep: () => null,
  requireSameWeights: () => undefined,
});
