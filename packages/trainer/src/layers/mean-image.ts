import * as tf from '@tensorflow/tfjs';

/**
 * y = x − mean, pixel by pixel. x: [N, H, W, C]; the weight `mean` [H, W, C] is given, not learned; 0 at first.
 * The recipe `reference-cntk` puts it into a network; the converter rejects it, since an integer kernel takes no mean a
 * pixel.
 */
export class MeanImage extends tf.layers.Layer {
  static readonly className = 'MeanImage';
  #mean!: tf.LayerVariable;

  override build(inputShape: tf.Shape): void {
    this.#mean = this.addWeight('mean', inputShape.slice(1), 'float32', tf.initializers.zeros(), undefined, false);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => (Array.isArray(inputs) ? inputs[0] : inputs).sub(this.#mean.read()));
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }
}
