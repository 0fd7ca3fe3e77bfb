// Whether all ranks have the same weights, to the bit.
import { createHash } from 'node:crypto';
import type * as tf from '@tensorflow/tfjs';
import { float32Bytes } from '../saved-model';
import { CommonFailure } from './common-failure';
import type { Communicator } from './communicator';
import { describeRank, describeRanks } from './describe-rank';

/** Throws E_MISMATCH, on every rank, with the ranks whose values differ from those that most ranks have. */
export function requireSameValues(communicator: Communicator, variables: readonly tf.Tensor[]): void {
  const own = createHash('sha256').update(float32Bytes(variables)).digest();
  const all = communicator.allgather(own, 'hash of the weights').map((hash) => Buffer.from(hash).toString('hex'));
  const common = mostCommon(all);
  const different = all.flatMap((hash, rank) => (hash === common ? [] : [rank]));
  if (different.length === 0) return;
  const reference = all.indexOf(common);
  throw new CommonFailure(
    'E_MISMATCH',
    `the weights of ${describeRanks(communicator.hosts, different)} differ from those of ${describeRank(communicator.hosts, reference)}, ` +
      `SHA-256 ${all[different[0]].slice(0, 12)}… instead of ${common.slice(0, 12)}…: the last checkpoint is from before; ` +
      'check that memory and processor, and continue with --resume',
  );
}

/** The first of equals. */
function mostCommon(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return values.reduce((best, value) => (counts.get(value)! > counts.get(best)! ? value : best));
}
