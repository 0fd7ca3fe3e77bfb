import * as tf from '@tensorflow/tfjs';

export { signs } from '../native/signs';

type Elementwise = (x: tf.Tensor) => tf.Tensor;

/**
 * A function with a derivative of our choice: y = forward(x), ∂L/∂x = ∂L/∂y · derivative(x), element by element.
 *
 * @param derivative sees only x: tensors of the forward pass are gone when it runs, so it computes anew what else it
 * needs.
 *
 * Bengio et al., "Estimating or Propagating Gradients Through Stochastic Neurons for Conditional Computation",
 * arXiv:1308.3432.
 */
export const withPseudoGradient = (x: tf.Tensor, forward: Elementwise, derivative: Elementwise): tf.Tensor =>
  withGradient(x, forward, (latent, dy) => dy.mul(derivative(latent)));

/** The same for a gradient that is computed in one go: ∂L/∂x = gradient(x, ∂L/∂y). */
export function withGradient(
  x: tf.Tensor,
  forward: Elementwise,
  gradient: (x: tf.Tensor, dy: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  const quantize = tf.customGrad((input, save) => {
    const latent = input as tf.Tensor;
    (save as (tensors: tf.Tensor[]) => void)([latent]);
    return { value: forward(latent), gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => gradient(saved, dy) };
  });
  return quantize(x);
}

/** 1 where |x| ≤ clip, else 0: the window of the straight-through estimator. */
export const window = (x: tf.Tensor, clip: number | tf.Tensor): tf.Tensor => x.abs().lessEqual(clip).cast('float32');
