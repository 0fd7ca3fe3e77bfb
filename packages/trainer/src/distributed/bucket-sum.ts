// Sums over the ranks of whole tensors, as float32.
import type * as tf from '@tensorflow/tfjs';
import { fill, layOut, tensorsOf } from './buckets';
import type { Communicator } from './communicator';

/** A function of tensors with the variables' shapes, to the sum of each over the ranks. Owned by the caller. */
export function bucketSum(
  communicator: Communicator,
  variables: readonly tf.Variable[],
): (tensors: readonly tf.Tensor[]) => tf.Tensor[] {
  const buckets = layOut(variables.map(({ shape }) => shape));
  return (tensors) => {
    fill(buckets, tensors);
    buckets.forEach(({ values }, i) => communicator.allreduce(values, `bucket ${i}`));
    return tensorsOf(buckets);
  };
}
