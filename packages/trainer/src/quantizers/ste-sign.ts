import type * as tf from '@tensorflow/tfjs';
import { windowGradient } from '../native/sign-gradients';
import { signs, withGradient } from './pseudo-gradient';
import { EITHER, type QuantizerKind } from './quantizer';
import { positive } from './settings';

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
  return withGradient(x, signs, (latent, dy) => windowGradient(latent, dy, clip));
}

export const STE_SIGN: QuantizerKind<{ clip: number }> = {
  roles: EITHER,
  settings: () => ({ clip: positive(1) }),
  create: ({ clip }) => ({
    range: [-1, 1],
    numBits: 1,
    sign: { derivative: { kind: 'window', clip } },
    quantize: (x) => steSign(x, clip),
  }),
};
