// Weights on even levels as planes of signs: the digits of the level.
import { roundHalfEven } from '@bitplane/model';
import type { KernelPlane } from './kernel-plane';

interface Uniform {
  readonly filters: number;
  readonly bits: number;
}

/**
 * 2·i/n − 1 = Σ_j (2^j/n)·b_j, n = 2^bits − 1, where b_j is +1 for a digit 1 of the level i and −1 for 0.
 *
 * @param shares the kernel between 0 and 1.
 */
export const signedDigitPlanes = (shares: Float32Array, { filters, bits }: Uniform): KernelPlane[] =>
  digits(shares, bits).map(({ digit, scale }) => ({
    latents: Float32Array.from(digit, (one) => (one === 1 ? 1 : -1)),
    mask: null,
    scales: new Float64Array(filters).fill(scale),
  }));

/** i/n = Σ_j (2^j/n)·(1 where the digit is 1) */
export const digitPlanes = (shares: Float32Array, { filters, bits }: Uniform): KernelPlane[] =>
  digits(shares, bits).map(({ digit, scale }) => ({
    latents: Float32Array.from(digit, () => 1),
    mask: digit,
    scales: new Float64Array(filters).fill(scale),
  }));

/** From the lowest digit on; levels are rounded in float32, halves to even. */
function digits(shares: Float32Array, bits: number): { digit: Uint8Array; scale: number }[] {
  const n = 2 ** bits - 1;
  const levels = Array.from(shares, (share) => roundHalfEven(Math.fround(share * n)));
  return Array.from({ length: bits }, (_, j) => ({
    digit: Uint8Array.from(levels, (level) => (level >> j) & 1),
    scale: 2 ** j / n,
  }));
}

/** tanh(w)/(2·max|tanh(w)|) + ½, ½ where all weights are 0; DoReFa-Net, arXiv:1606.06160, equation (9). */
export function softShares(values: Float32Array): Float32Array {
  const limited = Float32Array.from(values, Math.tanh);
  const largest = limited.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return limited.map((value) => (largest === 0 ? 0.5 : Math.fround(value / (2 * largest)) + 0.5));
}
