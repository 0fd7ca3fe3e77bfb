import * as tf from '@tensorflow/tfjs';
import { oneBitMean } from '../compression/one-bit-mean';
import type { ExchangeKind } from './exchange';

/**
 * The signs of each rank's gradients and two numbers per filter, and what they leave out is added to the gradients of
 * the next step: with Q as in compression/one-bit.ts, e_r = 0 at the first step, and the owner's quantization of the
 * sum as in compression/one-bit-mean.ts,
 *
 *     x_r = n·g_r + e_r      e_r ← x_r − Q(x_r)      g = Q(Σ Q(x_r))/n
 *
 * after which every rank makes the step of the optimizer with g. Momentum smooths what the errors bring late; Adam does
 * not: its variance would be that of Q(x) and not of g, which is what one-bit-adam is for.
 *
 * Seide et al., "1-Bit Stochastic Gradient Descent and its Application to Data-Parallel Distributed Training of Speech
 * DNNs", Interspeech 2014; CNTK's 1-bit SGD.
 */
export const oneBit: ExchangeKind = {
  what: 'signs of gradients, with the error added to the next ones',
  optimizers: ['momentum-sgd'],
  settings: {},
  make({ communicator, variables, optimizer }) {
    const { error, average } = oneBitMean(communicator, variables);
    return {
      own: [error],
      meet: () => undefined,
      update: (gradients, moment) =>
        tf.tidy(() => {
          const own = gradients.map((gradient) => gradient.mul(communicator.size));
          optimizer.update(average(own), moment);
        }),
    };
  },
};
