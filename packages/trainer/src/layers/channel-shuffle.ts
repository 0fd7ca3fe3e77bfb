import * as tf from '@tensorflow/tfjs';
import { invalid, positive, requireKnownAttributes } from './attributes';
import type { LayerArgs } from './kernel-layer';

export interface ChannelShuffleArgs extends LayerArgs {
  /** Divides the channels; as a rule the groups of the convolution before it. */
  readonly groups: number;
}

/**
 * y[…, j·groups + i] = x[…, i·(C / groups) + j]: the channels of groups take turns, so that each group of the next
 * convolution sees some of every group before it.
 *
 * Zhang et al., "ShuffleNet", arXiv:1707.01083, section 3.1.
 */
export class ChannelShuffle extends tf.layers.Layer {
  static readonly className = 'ChannelShuffle';
  static readonly attributes = ['groups'];
  readonly #groups: number;

  constructor({ groups, ...args }: ChannelShuffleArgs) {
    super(args);
    requireKnownAttributes(this.name, new.target, args);
    this.#groups = positive({ layer: this.name, name: 'groups' }, groups);
  }

  override build(inputShape: tf.Shape): void {
    const channels = inputShape[inputShape.length - 1] as number;
    if (channels % this.#groups !== 0) {
      throw invalid({ layer: this.name, name: 'groups' }, `a divisor of ${channels} channels`, this.#groups);
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const channels = x.shape[x.shape.length - 1];
      const groups = x.reshape([-1, this.#groups, channels / this.#groups]);
      return groups.transpose([0, 2, 1]).reshape(x.shape);
    });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), groups: this.#groups };
  }
}
