// Larq's quantizers of kernels, as planes of signs.
import { maskedPlane, signPlane, type KernelPlane } from '../../lowering/kernel-plane';
import { digitPlanes, signedDigitPlanes, softShares } from '../../lowering/uniform-kernel';
import type { Kernel } from './kernel-planes';
import type { LarqQuantizer } from './larq-quantizer';

/** The planes whose scaled sum is the quantized kernel. */
export function larqKernelPlanes(kernel: Kernel, quantizer: LarqQuantizer): KernelPlane[] {
  const { values } = kernel;
  switch (quantizer.className) {
    case 'MagnitudeAwareSign':
      return [{ ...signPlane(values), scales: meanMagnitudes(kernel) }];
    case 'SteTern':
      return ternary(values, quantizer);
    case 'SteHeaviside':
      return [maskedPlane(values, (weight) => weight > 0)];
    case 'DoReFa':
      return doReFa(kernel, quantizer);
    default:
      return [signPlane(values)];
  }
}

/**
 * Means over all axes but the kernel's last. That of a depthwise kernel, [rows, columns, channels, multiplier], has one
 * number for all channels.
 */
function meanMagnitudes({ values, filters, shape }: Kernel): Float64Array {
  const numMeans = shape[shape.length - 1];
  const length = values.length / filters;
  const sums = new Float64Array(numMeans);
  for (let k = 0; k < values.length; k++) sums[Math.floor(k / length) % numMeans] += Math.abs(values[k]);
  return Float64Array.from({ length: filters }, (_, filter) => sums[filter % numMeans] / (values.length / numMeans));
}

/** What is at the threshold itself is ±1: sign(sign(w + t) + sign(w − t)). */
function ternary(values: Float32Array, quantizer: LarqQuantizer): KernelPlane[] {
  const meanMagnitude = values.reduce((sum, weight) => sum + Math.abs(weight), 0) / values.length;
  const isAdaptive = quantizer.oneOf('ternary_weight_networks', false, true);
  const threshold = Math.fround(isAdaptive ? 0.7 * meanMagnitude : quantizer.number('threshold_value', 0.05));
  return [maskedPlane(values, (weight) => Math.abs(weight) >= threshold && weight !== 0)];
}

function doReFa({ values, filters }: Kernel, quantizer: LarqQuantizer): KernelPlane[] {
  const uniform = { filters, bits: quantizer.bits() };
  if (quantizer.oneOf('mode', 'activations', 'weights') === 'activations')
    return digitPlanes(
      Float32Array.from(values, (weight) => Math.min(Math.max(weight, 0), 1)),
      uniform,
    );
  return signedDigitPlanes(softShares(values), uniform);
}
