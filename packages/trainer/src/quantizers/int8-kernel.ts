import * as tf from '@tensorflow/tfjs';
import { quantizeInt8 } from '@bitplane/model';

/**
 * Fake quantization of a kernel to 8 bits, one scale for each filter: the forward pass computes with the values that
 * the board will use.
 *
 *     scale_f = fl32(max|w_f| / 127), or 1 if that is 0
 *     q(w) = fl32(scale_f · clamp(roundHalfEven(w / scale_f), −127, 127))
 *     ∂q/∂w ≈ 1                          (no value is far outside: the largest of a filter is ±127 by construction)
 *
 * @param kernel latent weights [..., filters], finite; a filter is all that shares the last index, of a dense kernel
 * one unit.
 * @returns float32 of the same shape.
 *
 * Computed by `quantizeInt8`, as the converter does, and not by tensor operations: a quotient rounded to float32 can
 * fall on the other side of a half. A first layer's few thousand weights take less than a millisecond. Jacob et al.,
 * "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", arXiv:1712.05877,
 * section 3.
 */
export function int8Kernel<Kernel extends tf.Tensor>(kernel: Kernel): Kernel {
  const quantize = tf.customGrad((input) => ({
    value: dequantized(input as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => dy,
  }));
  return quantize(kernel) as Kernel;
}

function dequantized(kernel: tf.Tensor): tf.Tensor {
  const filters = kernel.shape[kernel.rank - 1];
  const length = kernel.size / filters;
  const latent = kernel.reshape([length, filters]).transpose().dataSync<'float32'>();
  const { values, scales } = quantizeInt8(latent, filters);
  const rounded = Float32Array.from(values, (value, i) => value * scales[Math.floor(i / length)]);
  return tf.tensor2d(rounded, [filters, length]).transpose().reshape(kernel.shape);
}
