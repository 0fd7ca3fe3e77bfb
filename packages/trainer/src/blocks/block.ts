import type * as tf from '@tensorflow/tfjs';
import type { Place } from './graph';

/** Layers of a network that are computed in one go while it is trained. */
export interface Block {
  /** In the order of the network. What any but the last gives is read by the next one alone. */
  readonly places: readonly Place[];
  /** What the block reads. */
  readonly inputs: readonly Place[];
  /**
   * What the last layer would give, with the same gradients; null where that is not possible now: the layers then run
   * one by one. Layers are as in training.
   */
  run(inputs: readonly tf.Tensor[]): tf.Tensor | null;
}

/** The block that starts with this place; null where there is none. */
export type BlockKind = (first: Place) => Block | null;
