// The mean over the ranks of what each of them has, sent as one bit a number.
import * as tf from '@tensorflow/tfjs';
import { bucketSum } from '../bucket-sum';
import type { Communicator } from '../communicator';
import { columnsOf, cutStripes, layOutColumns, tensorsOfColumns, type Stripe } from './columns';
import { compress, decompress, messageNbytes } from './one-bit';

export interface OneBitMean {
  /** What this rank has not sent yet, in the units of its tensors: the mean over the ranks is what all still lack. */
  readonly error: tf.Variable;
  /** The mean over the ranks of each of these tensors, as all ranks know it. Owned by the caller. */
  readonly average: (tensors: readonly tf.Tensor[]) => tf.Tensor[];
}

/**
 * Each rank owns a stripe of whole columns. With x_r = the tensors of rank r + its error:
 *
 *     to the owner:  rank r sends Q(x_r) of each other stripe          error_r ← x_r − Q(x_r)
 *     back:          the owner sends Q(S), S = x_owner + Σ Q(x_r)      error_owner ← S − Q(S)
 *     everywhere:    mean ← Q(S)/n
 *
 * So both ways are quantized and nothing is lost: Σ over the ranks of (tensors + error before) = n·mean + Σ of the
 * errors after, but for rounding. The owner's error of the sum is kept with its own, since it is added to the same sum
 * in the next step. The two ways are those of CNTK's 1-bit SGD; `compress` is Q. Variables with short columns are added
 * up in full.
 */
export function oneBitMean(communicator: Communicator, variables: readonly tf.Variable[]): OneBitMean {
  const { size } = communicator;
  const layout = layOutColumns(variables.map(({ shape }) => shape));
  const stripes = cutStripes(layout.lengths, size);
  const sumOfRest = bucketSum(
    communicator,
    layout.rest.map((i) => variables[i]),
  );
  const error = tf.tidy(() => tf.variable(tf.zeros([layout.size]), false));

  return {
    error,
    average: (tensors) =>
      tf.tidy(() => {
        const values = columnsOf(layout, tensors);
        const before = error.dataSync<'float32'>();
        for (let i = 0; i < values.length; i++) values[i] += before[i];
        const means = reduce(communicator, stripes, values);
        error.assign(tf.tensor1d(values));
        const matrices = tensorsOfColumns(layout, means);
        const rest = sumOfRest(layout.rest.map((i) => tensors[i])).map((sum) => sum.div(size));
        const ordered = new Array<tf.Tensor>(variables.length);
        layout.matrices.forEach(({ variable }, k) => (ordered[variable] = matrices[k]));
        layout.rest.forEach((variable, k) => (ordered[variable] = rest[k]));
        return ordered;
      }),
  };
}

/** The mean of all ranks' values; these become the errors. */
function reduce(communicator: Communicator, stripes: readonly Stripe[], values: Float32Array): Float32Array {
  const { rank, size } = communicator;
  const part = (of: Float32Array, { begin, end }: Stripe): Float32Array => of.subarray(begin, end);
  const own = stripes[rank];

  const outgoing = stripes.map((stripe, r) =>
    r === rank ? new Uint8Array(0) : compress(part(values, stripe), stripe.lengths),
  );
  const incoming = stripes.map(() => new Uint8Array(messageNbytes(own.lengths)));
  communicator.alltoall(outgoing, incoming, 'signs to their owners');
  addOthers(part(values, own), { incoming, own, rank });

  const reply = compress(part(values, own), own.lengths);
  const replies = stripes.map(({ lengths }, r) => (r === rank ? reply : new Uint8Array(messageNbytes(lengths))));
  communicator.alltoall(
    stripes.map(() => reply),
    replies,
    'signs of the sums',
  );
  const means = new Float32Array(values.length);
  stripes.forEach((stripe, r) => decompress(replies[r], stripe.lengths, part(means, stripe)));
  // A loop: map calls a function for each number, which takes longer than all else here.
  for (let i = 0; i < means.length; i++) means[i] /= size;
  return means;
}

interface Received {
  readonly incoming: readonly Uint8Array[];
  readonly own: Stripe;
  readonly rank: number;
}

/** sum ← itself + what the other ranks sent, added in float64 in the order of the ranks and rounded once. */
function addOthers(sum: Float32Array, { incoming, own, rank }: Received): void {
  const sums = Float64Array.from(sum);
  const received = new Float32Array(sum.length);
  incoming.forEach((message, r) => {
    if (r === rank) return;
    decompress(message, own.lengths, received);
    for (let i = 0; i < sums.length; i++) sums[i] += received[i];
  });
  sum.set(sums);
}
