import type * as tf from '@tensorflow/tfjs';
import { window, withPseudoGradient } from './pseudo-gradient';
import { EITHER, type QuantizerKind } from './quantizer';
import { positive } from './settings';

/**
 * Step from 0 to 1 with the straight-through estimator.
 *
 *     q(x) = 1 if x > 0, else 0          (a step, not a sign: q(0) = 0, as of a ReLU that is cut off)
 *     ∂q/∂x ≈ 1 if |x| ≤ clip, else 0
 *
 * @param x float32 of any shape; not NaN.
 * @param clip half-width of the window that lets the gradient through; > 0.
 * @returns float32 of the same shape, every value 0 or 1.
 *
 * Bengio et al., "Estimating or Propagating Gradients Through Stochastic Neurons for Conditional Computation",
 * arXiv:1308.3432; the window is that of Courbariaux et al., arXiv:1602.02830.
 */
export function steHeaviside(x: tf.Tensor, clip = 1): tf.Tensor {
  return withPseudoGradient(
    x,
    (latent) => latent.greater(0).cast('float32'),
    (latent) => window(latent, clip),
  );
}

export const STE_HEAVISIDE: QuantizerKind<{ clip: number }> = {
  roles: EITHER,
  settings: () => ({ clip: positive(1) }),
  create: ({ clip }) => ({ range: [0, 1], numBits: 1, quantize: (x) => steHeaviside(x, clip) }),
};
