// A rank without others: a collective gives it what it has. Exchanges then compute what their formulas say of n = 1.
import * as tf from '@tensorflow/tfjs';
import type { Communicator } from '../distributed/communicator';
import type { Exchange, ExchangeKind, ExchangeSettings } from '../distributed/exchanges';
import { makeOptimizer, type KnownOptimizer } from '../optimizers';
import type { OptimizerSettings } from '../optimizers/settings';

const COMMUNICATOR: Communicator = {
  rank: 0,
  size: 1,
  hosts: ['here'],
  allreduce: () => undefined,
  allgather: (bytes) => [bytes],
  alltoall: () => undefined,
  broadcast: () => undefined,
  barrier: () => undefined,
};

export interface OneRank {
  /** A kernel [20, 2], whose columns are compressed, and a bias [2]. */
  readonly variables: readonly tf.Variable[];
  readonly optimizer: KnownOptimizer;
  readonly exchange: Exchange;
}

/** settings: all of the exchange's. The kernel is a latent weight. */
export function oneRank(kind: ExchangeKind, recipe: OptimizerSettings, settings: ExchangeSettings = {}): OneRank {
  const kernel = tf.variable(tf.range(0, 40).reshape([20, 2]).sub(19.5).div(40));
  const bias = tf.variable(tf.tensor1d([0.5, -0.5]));
  const optimizer = makeOptimizer({ latents: [kernel], others: [bias] }, recipe);
  const variables = [kernel, bias];
  const context = { communicator: COMMUNICATOR, variables, numLatents: 1, optimizer, settings };
  return { variables, optimizer, exchange: kind.make(context) };
}

/** The gradients of a step, the same in every test. */
export const gradientsAt = (step: number): tf.Tensor[] => [
  tf.range(0, 40).mul(0.7).add(step).sin().reshape([20, 2]),
  tf.tensor1d([0.3, -0.1]),
];

export const numbersOf = (tensors: readonly tf.Tensor[]): number[] =>
  tensors.flatMap((tensor) => [...tensor.dataSync()]);
