import * as tf from '@tensorflow/tfjs';
import { quantizeInt8 } from '@bitplane/model';

/**
 * Fake quantization of a kernel to 8 bits, one scale for each filter: the forward pass computes with the values that the board will use.
 *
 *     scale_f = fl32(max|w_f| / 127), or 1 if that is 0
 *     q(w) = fl32(scale_f · clamp(roundHalfEven(w / scale_f), −127, 127))
 *     ∂q/∂w ≈ 1                          (no value is far outside: the largest of a filter is ±127 by construction)
 *
 * @param kernel latent weights [rows, columns, channels, filters]; finite.
 * @returns float32 of the same shape.
 *
 * Computed by `quantizeInt8`, as the converter does, and not by tensor operations: a quotient rounded to float32 can fall on the
 * other side of a half. A first layer's few thousand weights take less than a millisecond.
 * Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", arXiv:1712.05877, section 3.
 */
export function int8Kernel(kernel: tf.Tensor4D): tf.Tensor4D {
  const quantize = tf.customGrad((input) => ({
    value: dequantized(input as tf.Tensor4D),
    gradFunc: (dy: tf.Tensor) => dy,
  }));
  return quantize(kernel) as tf.Tensor4D;
}

function dequantized(kernel: tf.Tensor4D): tf.Tensor4D {
  const [rows, columns, channels, filters] = kernel.shape;
  const latent = kernel.transpose([3, 0, 1, 2]).dataSync<'float32'>();
  const { values, scales } = quantizeInt8(latent, filters);
  const length = latent.length / filters;
  const rounded = Float32Array.from(values, (value, i) => value * scales[Math.floor(i / length)]);
  return tf.tensor4d(rounded, [filters, rows, columns, channels]).transpose([1, 2, 3, 0]);
}
