import type * as tf from '@tensorflow/tfjs';
import { byteScale, type ByteRange } from '@bitplane/model';
import { withPseudoGradient } from './pseudo-gradient';

/**
 * Fake quantization of activations to 8 bits: the forward pass computes with the values that bytes stand for.
 *
 *     scale, z = byteScale(low, high)                       (docs/bits.md section 5)
 *     q(x) = (clamp(round(x / scale) + z, 0, 255) − z) · scale          (halves to even)
 *     ∂q/∂x ≈ 1 if q's smallest value ≤ x ≤ its largest, else 0
 *
 * @param x float32 of any shape; not NaN.
 * @param range low ≤ 0 ≤ high.
 * @returns float32 of the same shape.
 *
 * Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference",
 * arXiv:1712.05877, sections 2.1 and 3.
 */
export function bytes(x: tf.Tensor, range: ByteRange): tf.Tensor {
  const { scale, zeroPoint } = byteScale(range);
  const [smallest, largest] = [0, 255].map((byte) => (byte - zeroPoint) * scale);
  return withPseudoGradient(
    x,
    (latent) => latent.div(scale).round().add(zeroPoint).clipByValue(0, 255).sub(zeroPoint).mul(scale),
    (latent) => latent.greaterEqual(smallest).logicalAnd(latent.lessEqual(largest)).cast('float32'),
  );
}
