import type * as tf from '@tensorflow/tfjs';
import { signs, withPseudoGradient } from './pseudo-gradient';
import { EITHER, type QuantizerKind } from './quantizer';
import { positive } from './settings';

/**
 * Sign whose pseudo-gradient is the derivative of 2σ(βx)·(1 + βx·(1 − σ(βx))) − 1, the "SignSwish", with σ the logistic
 * function.
 *
 *     q(x) = +1 if x ≥ 0, else −1
 *     ∂q/∂x ≈ β·(2 − βx·tanh(βx/2)) / (1 + cosh(βx))
 *     (no window: β at 0, negative from |βx| ≈ 2.4 on, then fading)
 *
 * @param x float32 of any shape; not NaN.
 * @param beta steepness; > 0. The paper uses 5 and 10.
 * @returns float32 of the same shape, every value −1 or +1.
 *
 * Darabi et al., "Regularized Binary Network Training" (BNN+), arXiv:1812.11800, section 3.1.
 */
export function swishSign(x: tf.Tensor, beta = 5): tf.Tensor {
  return withPseudoGradient(x, signs, (latent) => {
    const scaled = latent.mul(beta);
    // cosh overflows to infinity from 89 on, and the quotient is then 0, as it should be.
    return scaled.mul(scaled.div(2).tanh()).sub(2).mul(-beta).div(scaled.cosh().add(1));
  });
}

export const SWISH_SIGN: QuantizerKind<{ beta: number }> = {
  roles: EITHER,
  settings: () => ({ beta: positive(5) }),
  create: ({ beta }) => ({ range: [-1, 1], numBits: 1, quantize: (x) => swishSign(x, beta) }),
};
