import * as tf from '@tensorflow/tfjs';
import { window, withPseudoGradient } from './pseudo-gradient';
import { EITHER, type QuantizerKind } from './quantizer';
import { integerBetween } from './settings';

/**
 * Activations on 2^bits evenly spaced levels.
 *
 *     q(x) = round(m · clamp(x, 0, 1)) / m,  m = 2^bits − 1          (halves to even)
 *     ∂q/∂x ≈ 1 if 0 ≤ x ≤ 1, else 0
 *
 * @param x float32 of any shape; not NaN.
 * @param bits 1 … 8.
 * @returns float32 of the same shape, in [0, 1].
 *
 * Zhou et al., "DoReFa-Net", arXiv:1606.06160, equations (5), (6) and section 2.4.
 */
export function dorefa(x: tf.Tensor, bits = 2): tf.Tensor {
  return withPseudoGradient(
    x,
    (latent) => onLevels(latent.clipByValue(0, 1), bits),
    (latent) => window(latent.sub(0.5), 0.5),
  );
}

/**
 * Weights on 2^bits evenly spaced levels of the whole kernel's range.
 *
 *     t(w) = tanh(w) / max|tanh(w)|          (the divisor, or 1 if that is 0, counts as a constant)
 *     q(w) = 2 · round(m · (t(w) + 1)/2) / m − 1,  m = 2^bits − 1
 *     ∂q/∂w ≈ ∂t/∂w = (1 − tanh²(w)) / max|tanh(w)|
 *
 * @returns float32 of the same shape, in [−1, 1].
 *
 * The same paper, equation (9).
 */
export function dorefaKernel(kernel: tf.Tensor, bits = 2): tf.Tensor {
  return withPseudoGradient(
    kernel,
    (w) =>
      onLevels(w.tanh().div(largest(w)).add(1).div(2), bits)
        .mul(2)
        .sub(1),
    (w) => w.tanh().square().sub(1).neg().div(largest(w)),
  );
}

function onLevels(x: tf.Tensor, bits: number): tf.Tensor {
  const steps = 2 ** bits - 1;
  return x.mul(steps).round().div(steps);
}

function largest(w: tf.Tensor): tf.Tensor {
  const max = w.tanh().abs().max();
  return tf.where(max.greater(0), max, tf.onesLike(max));
}

export const DOREFA: QuantizerKind<{ bits: number }> = {
  roles: EITHER,
  settings: () => ({ bits: integerBetween(1, 8, 2) }),
  create: ({ bits }, { role }) =>
    role === 'input'
      ? { range: [0, 1], numBits: bits, quantize: (x) => dorefa(x, bits) }
      : { range: [-1, 1], numBits: bits, quantize: (kernel) => dorefaKernel(kernel, bits) },
};
