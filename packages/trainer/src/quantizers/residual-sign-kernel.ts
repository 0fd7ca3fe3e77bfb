import type * as tf from '@tensorflow/tfjs';
import type { QuantizerKind } from './quantizer';
import { residual } from './residual';
import { integerBetween } from './settings';

/**
 * Residual sign with scales of each filter's own: CNTK's "MultibitKernel".
 *
 *     q(w_f) = Σ_i s_{f,i}·b_i,  b_i = sign(r_i),  s_{f,i} = mean|r_i| of the filter
 *     r_1 = w_f,  r_{i+1} = r_i − s_{f,i}·b_i
 *     ∂q/∂w ≈ 1 if |w| ≤ n, else 0
 *
 * @param kernel latent weights [..., filters], not NaN; a filter is all that shares the last index.
 * @param bits n, 1 … 4.
 * @returns float32 of the same shape, at most 2^n different values a filter, in [−Σs_{f,i}, Σs_{f,i}].
 *
 * Guo et al., "Network Sketching", arXiv:1706.02021, algorithm 1; n = 1 is the weight of Rastegari et al., "XNOR-Net",
 * arXiv:1603.05279.
 */
export function residualSignKernel(kernel: tf.Tensor, bits = 2): tf.Tensor {
  return residual(kernel, { numPlanes: bits, axes: kernel.shape.slice(1).map((_, axis) => axis) });
}

export const RESIDUAL_SIGN_KERNEL: QuantizerKind<{ bits: number }> = {
  roles: ['kernel'],
  settings: () => ({ bits: integerBetween(1, 4, 2) }),
  create: ({ bits }) => ({
    range: [-Infinity, Infinity],
    numBits: bits,
    quantize: (kernel) => residualSignKernel(kernel, bits),
  }),
};
