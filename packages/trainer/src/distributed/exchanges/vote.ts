import * as tf from '@tensorflow/tfjs';
import { bucketSum } from '../bucket-sum';
import { majorityOf } from '../compression/majority';
import type { ExchangeKind } from './exchange';
import { optimizerOf } from './optimizer-of';

/**
 * Bop by majority. Each rank has a moving average of its own gradients, m_r ← (1 − γ)·m_r + γ·n·g_r, which is its own
 * state, and wishes to flip a weight where w·m_r > τ, as Bop does alone. A weight flips where more than half of the
 * ranks wish it; in a tie of an even number it stays, so that on two ranks both have to agree. A wish is one bit. All
 * other weights follow the sum of their gradients as float32.
 *
 * Bernstein et al., "signSGD with Majority Vote is Communication Efficient and Fault Tolerant", arXiv:1810.05291,
 * algorithm 1, whose momentum is also each worker's own; Bop: arXiv:1906.02107.
 */
export const vote: ExchangeKind = {
  what: "flips of Bop's weights by majority",
  optimizers: ['bop'],
  settings: {},
  make(context) {
    const { communicator, variables, numLatents } = context;
    const { binary, rest } = optimizerOf('bop', context);
    const weights = variables.slice(0, numLatents);
    const sumOfRest = bucketSum(communicator, variables.slice(numLatents));
    const majority = majorityOf(
      communicator,
      weights.reduce((sum, { size }) => sum + size, 0),
    );

    return {
      own: binary.slots,
      meet: () => undefined,
      update: (gradients, moment) =>
        tf.tidy(() => {
          const own = gradients.slice(0, numLatents).map((gradient) => gradient.mul(communicator.size));
          binary.flip(boolsLike(weights, majority(bytesOfBools(binary.wishes(own, moment)))));
          rest.update(sumOfRest(gradients.slice(numLatents)), moment);
        }),
    };
  },
};

/** The elements of all tensors, one after the other. */
const bytesOfBools = (tensors: readonly tf.Tensor[]): Uint8Array =>
  Uint8Array.from(Buffer.concat(tensors.map((tensor) => Uint8Array.from(tensor.dataSync<'bool'>()))));

function boolsLike(variables: readonly tf.Variable[], bytes: Uint8Array): tf.Tensor[] {
  let begin = 0;
  return variables.map(({ shape, size }) => tf.tensor(bytes.slice(begin, (begin += size)), shape, 'bool'));
}
