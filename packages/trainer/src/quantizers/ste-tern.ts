import type * as tf from '@tensorflow/tfjs';
import { window, withPseudoGradient } from './pseudo-gradient';
import { EITHER, type QuantizerKind } from './quantizer';
import { oneOf, positive } from './settings';

export type SteTernSettings = {
  /** Δ is this number, or 0.7·mean|x| of the tensor at hand. */
  threshold: number;
  adaptive: boolean;
  clip: number;
};

/**
 * Ternary values with the straight-through estimator.
 *
 *     q(x) = +1 if x > Δ, −1 if x < −Δ, else 0
 *     ∂q/∂x ≈ 1 if |x| ≤ clip, else 0
 *     Δ = threshold, or 0.7 · mean|x| when adaptive
 *
 * @param x float32 of any shape; not NaN.
 * @returns float32 of the same shape, every value −1, 0 or +1.
 *
 * Li et al., "Ternary Weight Networks", arXiv:1605.04711, equations (3) and (6), without its scale.
 */
export function steTern(
  x: tf.Tensor,
  { threshold = 0.05, adaptive = false, clip = 1 }: Partial<SteTernSettings> = {},
): tf.Tensor {
  return withPseudoGradient(
    x,
    (latent) => {
      const delta = adaptive ? latent.abs().mean().mul(0.7) : threshold;
      const above = latent.greater(delta).cast('float32');
      const below = latent.neg().greater(delta).cast('float32');
      return above.sub(below);
    },
    (latent) => window(latent, clip),
  );
}

export const STE_TERN: QuantizerKind<SteTernSettings> = {
  roles: EITHER,
  settings: () => ({ threshold: positive(0.05), adaptive: oneOf<boolean>(false, true), clip: positive(1) }),
  create: (settings) => ({
    range: [-1, 1],
    numBits: 2,
    // The mask is of what is not 0.
    numPlanes: 1,
    quantize: (x) => steTern(x, settings),
  }),
};
