import type * as tf from '@tensorflow/tfjs';
import { approxSignGradient } from '../native/sign-gradients';
import { signs, withGradient } from './pseudo-gradient';
import { EITHER, type QuantizerKind } from './quantizer';

/**
 * Sign whose pseudo-gradient is the derivative of a piecewise parabola, closer to a step than the straight line of
 * ste-sign.
 *
 *     q(x) = +1 if x ≥ 0, else −1
 *     ∂q/∂x ≈ 2 − 2|x| if |x| ≤ 1, else 0
 *
 * @param x float32 of any shape; not NaN.
 * @returns float32 of the same shape, every value −1 or +1.
 *
 * Liu et al., "Bi-Real Net", arXiv:1808.00278, section 3.3 (activations).
 */
export function approxSign(x: tf.Tensor): tf.Tensor {
  return withGradient(x, signs, approxSignGradient);
}

export const APPROX_SIGN: QuantizerKind<Record<string, never>> = {
  roles: EITHER,
  settings: () => ({}),
  create: () => ({ range: [-1, 1], numBits: 1, sign: { derivative: { kind: 'approx-sign' } }, quantize: approxSign }),
};
