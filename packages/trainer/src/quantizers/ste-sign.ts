import * as tf from '@tensorflow/tfjs';

/**
 * Sign with the straight-through estimator.
 *
 *     q(x) = +1 if x ≥ 0, else −1          (q(0) = +1; tf.sign gives 0 there)
 *     ∂q/∂x ≈ 1 if |x| ≤ clip, else 0
 *
 * @param x float32 of any shape; not NaN.
 * @param clip half-width of the window that lets the gradient through; > 0.
 * @returns float32 of the same shape, every value −1 or +1.
 *
 * Courbariaux et al., "Binarized Neural Networks", arXiv:1602.02830, equations (1) and (4).
 */
export function steSign(x: tf.Tensor, clip = 1): tf.Tensor {
  const quantize = tf.customGrad((input, save) => {
    const latent = input as tf.Tensor;
    (save as (tensors: tf.Tensor[]) => void)([latent]);
    return {
      value: latent.greaterEqual(0).cast('float32').mul(2).sub(1),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => dy.mul(saved.abs().lessEqual(clip).cast('float32')),
    };
  });
  return quantize(x);
}
