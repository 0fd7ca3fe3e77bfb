// Weights as whole numbers and a scale for each filter: what quantisation made them, or what their magnitudes say.
import type { KernelPlane } from '../../lowering/kernel-plane';

export interface Kernel {
  readonly filters: number;
  /** [filters, rows, columns, channels / groups], the channels in the layer's order */
  readonly weights: Float32Array;
  /** As the weights: what a quantising node made, with one scale or one for each filter. Null where none did. */
  readonly codes: { readonly values: Int32Array; readonly scale: Float64Array } | null;
}

export interface IntegerKernel {
  readonly codes: Int32Array;
  /** [filters] */
  readonly scale: Float64Array;
}

/**
 * The codes of a quantising node; else −1, 0 and 1 where all weights of a filter that are not 0 have one magnitude, as
 * straight-through signs, ternary weights and signs with a folded batch norm have. Null for weights of floats.
 */
export function integerKernel({ filters, weights, codes }: Kernel): IntegerKernel | null {
  if (codes !== null) {
    const scale = Float64Array.from({ length: filters }, (_, f) => codes.scale[codes.scale.length === 1 ? 0 : f]);
    return { codes: codes.values, scale };
  }
  const length = weights.length / filters;
  const scale = new Float64Array(filters).fill(1);
  for (let f = 0; f < filters; f++) {
    const magnitude = onlyMagnitude(weights.subarray(f * length, (f + 1) * length));
    if (magnitude === null) return null;
    if (magnitude > 0) scale[f] = magnitude;
  }
  return { codes: Int32Array.from(weights, (weight) => Math.sign(weight)), scale };
}

/**
 * Where an exporter has computed (a·sign(w) − c) + c, the detached form of straight-through weights, a is some
 * roundings off: less than a sum of such weights is rounded by.
 */
const ROUNDINGS = 2 ** -20;

/** Of all weights that are not 0; 0 where all are, null where there are several. */
function onlyMagnitude(weights: Float32Array): number | null {
  let [smallest, largest] = [Infinity, 0];
  for (const weight of weights) {
    if (weight === 0) continue;
    smallest = Math.min(smallest, Math.abs(weight));
    largest = Math.max(largest, Math.abs(weight));
  }
  if (largest === 0) return 0;
  return largest - smallest <= ROUNDINGS * largest ? (smallest + largest) / 2 : null;
}

/** More would take more time than bytes do. */
const MAX_KERNEL_PLANES = 3;

/**
 * Whole numbers as planes: Σ 2^p·(±1) where all are odd, else the bits of their magnitudes with their signs, Σ
 * 2^p·sign(w)·bit_p(|w|). Null for numbers of more than three planes.
 */
export function kernelPlanesOf({ codes, scale }: IntegerKernel): KernelPlane[] | null {
  const largest = codes.reduce((most, code) => Math.max(most, Math.abs(code)), 1);
  const numPlanes = Math.floor(Math.log2(largest)) + 1;
  if (numPlanes > MAX_KERNEL_PLANES) return null;
  const isOdd = codes.every((code) => code % 2 !== 0);
  const filters = scale.length;
  return Array.from({ length: numPlanes }, (_, p) => {
    const scales = numPlanes === 1 ? null : new Float64Array(filters).fill(2 ** p);
    if (isOdd) {
      const half = 2 ** numPlanes - 1;
      return {
        latents: Float32Array.from(codes, (code) => (((code + half) >> (p + 1)) & 1 ? 1 : -1)),
        mask: null,
        scales,
      };
    }
    const mask = Uint8Array.from(codes, (code) => (Math.abs(code) >> p) & 1);
    return {
      latents: Float32Array.from(codes, (code, k) => (mask[k] === 1 ? code : 1)),
      mask: mask.includes(0) ? mask : null,
      scales,
    };
  });
}
