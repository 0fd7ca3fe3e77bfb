import * as tf from '@tensorflow/tfjs';
import { bucketSum } from '../bucket-sum';
import type { ExchangeKind } from './exchange';

/**
 * g = Σ over the ranks of g_r as float32, in buckets; every rank then makes the same step. It is what one process would
 * compute with the whole batch, but for the order of additions.
 */
export const full: ExchangeKind = {
  what: 'the sum of all gradients as float32',
  optimizers: ['adam', 'momentum-sgd', 'bop'],
  settings: {},
  make({ communicator, variables, optimizer }) {
    const sum = bucketSum(communicator, variables);
    return {
      own: [],
      meet: () => undefined,
      update: (gradients, moment) => tf.tidy(() => optimizer.update(sum(gradients), moment)),
    };
  },
};
