// What an exchange is: how the ranks of a run make one step out of the gradients that each of them has.
import type * as tf from '@tensorflow/tfjs';
import type { KnownOptimizer, Moment } from '../../optimizers';
import type { OptimizerSettings } from '../../optimizers/settings';
import type { Communicator } from '../communicator';

export interface ExchangeContext {
  readonly communicator: Communicator;
  /** Of the variables in the order of the gradients: those of binary kernels first, then all others. */
  readonly variables: readonly tf.Variable[];
  /** How many of the variables are latent weights of binary kernels. */
  readonly numLatents: number;
  /** Of a kind that the exchange says it may be used with. */
  readonly optimizer: KnownOptimizer;
  /** A number for each setting of the kind. */
  readonly settings: ExchangeSettings;
}

export interface Exchange {
  /**
   * One step: from this rank's gradients to changed variables. The gradients are weighted with the rank's share of the
   * batch: their sum over the ranks is the gradient of the mean loss over the whole batch, and n times one of them is
   * what this rank thinks of it.
   */
  update(gradients: readonly tf.Tensor[], moment: Moment): void;
  /** Makes the variables the same on all ranks where they are not, after an epoch. */
  meet(): void;
  /**
   * What is different on each rank, such as the error of a compression: it is kept in the checkpoint for each rank.
   * After a change of the number of ranks, all of them continue with the mean. Slots of the optimizer may be among it,
   * and variables that are the same only once the ranks have met.
   */
  readonly own: readonly tf.Variable[];
}

export interface ExchangeKind {
  /** One line for --help. */
  readonly what: string;
  /** With which optimizers it gives what they promise. */
  readonly optimizers: readonly OptimizerSettings['kind'][];
  /** By their names in a run's settings; on the command line `syncEvery` is --sync-every. */
  readonly settings: Readonly<Record<string, ExchangeSetting>>;
  /** Throws E_USAGE for settings that do not go together. */
  readonly requireSound?: (choice: Choice) => void;
  make(context: ExchangeContext): Exchange;
}

export interface ExchangeSetting {
  /** Its unit, as --help shows it: "steps". */
  readonly unit: string;
  /** One line for --help. */
  readonly what: string;
  readonly default: number;
  /** From the command line; throws for what is no such number. */
  readonly parse: (text: string) => number;
}

export type ExchangeSettings = Readonly<Record<string, number>>;

export interface Choice {
  /** All of them. */
  readonly settings: ExchangeSettings;
  /** Those that the user gave. */
  readonly given: Partial<ExchangeSettings>;
  /** Batch norms take their statistics from the batch of all ranks. */
  readonly syncNorms: boolean;
}
