// What an exchange is: how the ranks of a run make one step out of the gradients that each of them has.
import type * as tf from '@tensorflow/tfjs';
import type { Moment, Optimizer } from '../../optimizers';
import type { OptimizerSettings } from '../../optimizers/settings';
import type { Communicator } from '../communicator';

export interface ExchangeContext {
  readonly communicator: Communicator;
  /** Of the variables in the order of the gradients: those of binary kernels first, then all others. */
  readonly variables: readonly tf.Variable[];
  /** How many of the variables are latent weights of binary kernels. */
  readonly numLatents: number;
  readonly optimizer: Optimizer;
  readonly settings: OptimizerSettings;
}

export interface Exchange {
  /**
   * One step: from this rank's gradients to changed variables. The gradients are weighted with the rank's share of the
   * batch: their sum over the ranks is the gradient of the mean loss over the whole batch.
   */
  update(gradients: readonly tf.Tensor[], moment: Moment): void;
  /** Makes the variables the same on all ranks where they are not: after an epoch, and before a checkpoint. */
  meet(): void;
  /**
   * What is different on each rank, such as the error of a compression: it is kept in the checkpoint for each rank.
   * After a change of the number of ranks, all of them continue with the mean. Slots of the optimizer may be among it.
   */
  readonly own: readonly tf.Variable[];
}

export interface ExchangeKind {
  /** One line for --help. */
  readonly what: string;
  /** With which optimizers it gives what they promise. */
  readonly optimizers: readonly OptimizerSettings['kind'][];
  make(context: ExchangeContext): Exchange;
}
