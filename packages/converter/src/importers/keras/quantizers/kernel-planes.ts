// The quantizers of latent weights, as planes of signs.
import { maskedPlane, signPlane, type KernelPlane } from '../../lowering/kernel-plane';
import { signedDigitPlanes, softShares } from '../../lowering/uniform-kernel';
import { residualPlanes } from '../../lowering/residual-planes';
import { readKernelBits } from './bit-map';
import { NONE, type QuantizerSource } from './quantizer-config';

/** A latent kernel. */
export interface Kernel {
  /** OHWI */
  readonly values: Float32Array;
  readonly filters: number;
  /** As TensorFlow stores it: HWIO, or [inputs, units] of a dense layer. */
  readonly shape: readonly number[];
}

type MakePlanes = (kernel: Kernel, quantizer: QuantizerSource) => KernelPlane[];

const KERNEL_QUANTIZERS: ReadonlyMap<string, MakePlanes> = new Map<string, MakePlanes>([
  // They differ in their gradients only.
  ['sign', signs],
  ['approx-sign', signs],
  ['swish-sign', signs],
  ['magnitude-aware-sign', (kernel) => residual(kernel, 1, true)],
  ['residual-sign', (kernel, quantizer) => residual(kernel, numBits(quantizer), false)],
  ['residual-sign-kernel', (kernel, quantizer) => residual(kernel, numBits(quantizer), true)],
  ['bit-map', bitMap],
  ['mean-bits', bitMap],
  ['dorefa', dorefa],
  ['ste-tern', ternary],
  ['ste-heaviside', ({ values }) => [maskedPlane(values, (weight) => weight > 0)]],
]);

/**
 * The planes whose scaled sum is the quantized kernel; null: it is used as it is. Throws E_LAYER for a quantizer that
 * cannot be exported, with one that can.
 */
export function kernelPlanes(kernel: Kernel, quantizer: QuantizerSource): KernelPlane[] | null {
  const { name, role, layer } = quantizer;
  if (name === NONE) return null;
  const make = KERNEL_QUANTIZERS.get(name);
  if (make !== undefined) return make(kernel, quantizer);
  return layer.reject(`expected ${role} ${[...KERNEL_QUANTIZERS.keys()].join(', ')}`, name);
}

const numBits = (quantizer: QuantizerSource): number => quantizer.integer('bits', [1, 4], 2);

function signs({ values }: Kernel): KernelPlane[] {
  return [signPlane(values)];
}

const residual = ({ values, filters }: Kernel, numPlanes: number, perFilter: boolean): KernelPlane[] =>
  residualPlanes(values, { numPlanes, filters, perFilter, map: null });

function bitMap({ values, filters, shape }: Kernel, quantizer: QuantizerSource): KernelPlane[] {
  const map = readKernelBits(quantizer, shape);
  const numPlanes = map.reduce((max, n) => Math.max(max, n), 1);
  return residualPlanes(values, { numPlanes, filters, perFilter: false, map });
}

/** Levels of the whole kernel's range, by their digits. */
function dorefa({ values, filters }: Kernel, quantizer: QuantizerSource): KernelPlane[] {
  return signedDigitPlanes(softShares(values), { filters, bits: quantizer.integer('bits', [1, 8], 2) });
}

/** −1, 0 and +1; the trainer compares in float32. */
function ternary({ values }: Kernel, quantizer: QuantizerSource): KernelPlane[] {
  const meanMagnitude = values.reduce((sum, weight) => sum + Math.abs(weight), 0) / values.length;
  const isAdaptive = quantizer.oneOf('adaptive', false, true);
  const threshold = Math.fround(isAdaptive ? 0.7 * meanMagnitude : quantizer.positive('threshold', 0.05));
  return [maskedPlane(values, (weight) => Math.abs(weight) > threshold)];
}
