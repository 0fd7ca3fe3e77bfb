import type * as tf from '@tensorflow/tfjs';
import { signs, window, withPseudoGradient } from './pseudo-gradient';
import type { QuantizerKind } from './quantizer';
import { positive } from './settings';

/**
 * Sign times the mean magnitude of its filter, so that a latent weight's gradient grows with its filter.
 *
 *     a_f = mean|w_f|
 *     q(w_f) = a_f if w ≥ 0, else −a_f
 *     ∂q/∂w ≈ a_f if |w| ≤ clip, else 0          (a_f counts as a constant)
 *
 * @param kernel latent weights [..., filters], not NaN; a filter is all that shares the last index.
 * @param clip half-width of the window that lets the gradient through; > 0.
 * @returns float32 of the same shape, every value −a_f or +a_f.
 *
 * Liu et al., "Bi-Real Net", arXiv:1808.00278, section 3.3 (weights).
 */
export function magnitudeAwareSign(kernel: tf.Tensor, clip = 1): tf.Tensor {
  return withPseudoGradient(
    kernel,
    (w) => signs(w).mul(magnitude(w)),
    (w) => window(w, clip).mul(magnitude(w)),
  );
}

const magnitude = (w: tf.Tensor): tf.Tensor => w.abs().mean(w.shape.slice(1).map((_, axis) => axis));

export const MAGNITUDE_AWARE_SIGN: QuantizerKind<{ clip: number }> = {
  roles: ['kernel'],
  settings: () => ({ clip: positive(1) }),
  create: ({ clip }) => ({
    range: [-Infinity, Infinity],
    numBits: 1,
    quantize: (kernel) => magnitudeAwareSign(kernel, clip),
  }),
};
