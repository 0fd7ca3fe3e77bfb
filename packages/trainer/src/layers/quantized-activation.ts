import * as tf from '@tensorflow/tfjs';
import { bytes } from '../quantizers/bytes';
import { requireKnownAttributes } from './attributes';
import type { LayerArgs } from './kernel-layer';

/** That of the networks' batch normalizations. */
const MOMENTUM = 0.9;

/**
 * Numbers rounded to 8 bits: y = bytes(x, range), where the range is a running mean of the smallest and the largest
 * number of the batches in training, 0 included; the first batch's counts whole. x, y: float32 of one shape.
 *
 * A QuantizedConv2D or QuantizedDepthwiseConv2D right after it becomes a convolution of bytes.
 *
 * Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference",
 * arXiv:1712.05877, section 3.1.
 */
export class QuantizedActivation extends tf.layers.Layer {
  static readonly className = 'QuantizedActivation';
  static readonly attributes: readonly string[] = [];
  /** Share of the old range that stays at each step; 1 keeps the range. */
  momentum = MOMENTUM;
  #range!: tf.LayerVariable;

  constructor(args: LayerArgs = {}) {
    super(args);
    requireKnownAttributes(this.name, new.target, args);
  }

  /** [low, high]; both are 0 before training. */
  override build(inputShape: tf.Shape): void {
    this.#range = this.addWeight('range', [2], 'float32', tf.initializers.zeros(), undefined, false);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training = false }: { training?: boolean } = {}): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      if (training) this.#follow(x);
      const [low, high] = this.#range.read().dataSync<'float32'>();
      return bytes(x, { low, high });
    });
  }

  #follow(x: tf.Tensor): void {
    const now = tf.stack([x.min().minimum(0), x.max().maximum(0)]);
    const range = this.#range.read();
    const mean = range.mul(this.momentum).add(now.mul(1 - this.momentum));
    this.#range.write(tf.where(range.abs().max().greater(0), mean, now));
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }
}
