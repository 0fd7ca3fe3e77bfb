import * as tf from '@tensorflow/tfjs';
import { requireKnownAttributes } from './attributes';
import type { LayerArgs } from './kernel-layer';

/**
 * y[…, c] = x[…, c] + shift[c]: one learned offset for each channel, 0 at first.
 *
 * Before a sign it is the learned threshold RSign, around a PReLU the learned shifts of RPReLU. The converter folds it
 * into integer thresholds wherever nothing but a sign reads the sum.
 *
 * Liu et al., "ReActNet", arXiv:2003.03488, section 4.2.
 */
export class LearnedShift extends tf.layers.Layer {
  static readonly className = 'LearnedShift';
  static readonly attributes: readonly string[] = [];
  #shift!: tf.LayerVariable;

  constructor(args: LayerArgs = {}) {
    super(args);
    requireKnownAttributes(this.name, new.target, args);
  }

  /** [C] */
  get shift(): tf.LayerVariable {
    return this.#shift;
  }

  override build(inputShape: tf.Shape): void {
    const channels = inputShape[inputShape.length - 1];
    this.#shift = this.addWeight('shift', [channels], 'float32', tf.initializers.zeros());
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => (Array.isArray(inputs) ? inputs[0] : inputs).add(this.#shift.read()));
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }
}
