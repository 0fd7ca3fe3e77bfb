import * as tf from '@tensorflow/tfjs';
import { fill, layOut, tensorsOf } from '../buckets';
import type { ExchangeKind } from './exchange';

/**
 * g = Σ over the ranks of g_r as float32, in buckets; every rank then makes the same step. It is what one process would
 * compute with the whole batch, but for the order of additions.
 */
export const full: ExchangeKind = {
  what: 'the sum of all gradients as float32',
  optimizers: ['adam', 'momentum-sgd', 'bop'],
  make({ communicator, variables, optimizer }) {
    const buckets = layOut(variables.map(({ shape }) => shape));
    return {
      own: [],
      meet: () => undefined,
      update(gradients, moment) {
        fill(buckets, gradients);
        buckets.forEach(({ values }, i) => communicator.allreduce(values, `bucket ${i}`));
        tf.tidy(() => optimizer.update(tensorsOf(buckets), moment));
      },
    };
  },
};
