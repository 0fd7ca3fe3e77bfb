// Weights in ONNX's order.
import type { SignWeights } from '@bitplane/model';

/** −1, 0 where a mask leaves it out, or +1 for each weight, in their order. */
export const signNumbers = ({ values, mask }: SignWeights): Float32Array =>
  Float32Array.from(values, (bit, k) => (mask?.[k] ?? 1) * (1 - 2 * bit));

/** [filters, taps, channels] → [filters, channels, taps] */
export function toOihw(ohwi: Float32Array | Int8Array, filters: number, channels: number): Float32Array {
  const numTaps = ohwi.length / filters / channels;
  const oihw = new Float32Array(ohwi.length);
  ohwi.forEach((weight: number, k: number) => {
    const [filter, tap, c] = [Math.floor(k / (numTaps * channels)), Math.floor(k / channels) % numTaps, k % channels];
    oihw[(filter * channels + c) * numTaps + tap] = weight;
  });
  return oihw;
}
