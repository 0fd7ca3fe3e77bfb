import type * as tf from '@tensorflow/tfjs';
import { activationScale, scaledResidual, type ActivationScale } from './activation-scale';
import { EITHER, type QuantizerKind } from './quantizer';
import { residual } from './residual';
import { integerBetween } from './settings';

/**
 * Sum of n scaled signs, each of what the ones before it left over: CNTK's "Multibit".
 *
 *     q(x) = Σ_i s_i·b_i,  b_i = sign(r_i),  s_i = mean|r_i| of the tensor,  r_1 = x,  r_{i+1} = r_i − s_i·b_i
 *     ∂q/∂x ≈ 1 if |x| ≤ n, else 0
 *
 * @param x float32 of any shape; not NaN.
 * @param bits n, 1 … 4.
 * @returns float32 of the same shape, at most 2^n different values, in [−Σs_i, Σs_i].
 *
 * Guo et al., "Network Sketching", arXiv:1706.02021, algorithm 1; for activations Li et al., arXiv:1708.08687, section
 * 3.
 */
export function residualSign(x: tf.Tensor, bits = 2): tf.Tensor {
  return residual(x, { numPlanes: bits });
}

export const RESIDUAL_SIGN: QuantizerKind<{ bits: number; scale: ActivationScale }> = {
  roles: EITHER,
  settings: (role) => ({ bits: integerBetween(1, 4, 2), scale: activationScale(role) }),
  create: ({ bits, scale }) => ({
    range: [-Infinity, Infinity],
    numBits: bits,
    ...scaledResidual(scale, bits, () => ({ numPlanes: bits })),
  }),
};
