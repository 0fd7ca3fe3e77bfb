import * as tf from '@tensorflow/tfjs';
import { requireKnownAttributes } from './attributes';
import type { LayerArgs } from './kernel-layer';

export interface OutputScaleArgs extends LayerArgs {
  /** First value of every scale; 0.001 as in CNTK's example. Not saved: a saved layer has its weights. */
  readonly initialScale?: number;
}

/**
 * y[…, c] = scale[c]·x[…, c]: one learned factor for each channel.
 *
 * After binary convolutions the class scores are sums of hundreds of ±1; unscaled, a softmax of them is a hard choice
 * at the first step.
 */
export class OutputScale extends tf.layers.Layer {
  static readonly className = 'OutputScale';
  static readonly attributes = ['initialScale'];
  readonly #initialScale: number;
  #scale!: tf.LayerVariable;

  constructor({ initialScale = 0.001, ...args }: OutputScaleArgs = {}) {
    super(args);
    requireKnownAttributes(this.name, new.target, args);
    this.#initialScale = initialScale;
  }

  override build(inputShape: tf.Shape): void {
    const channels = inputShape[inputShape.length - 1];
    this.#scale = this.addWeight(
      'scale',
      [channels],
      'float32',
      tf.initializers.constant({ value: this.#initialScale }),
    );
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => (Array.isArray(inputs) ? inputs[0] : inputs).mul(this.#scale.read()));
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }
}
