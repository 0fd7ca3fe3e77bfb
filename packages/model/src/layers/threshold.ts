import type { LayerBase } from './layer-kind';

/**
 * int32 → bits. An element is +1 iff (lower ≤ acc ≤ upper) XOR flip; without `upper` iff (acc ≥ lower) XOR flip.
 * Arrays: [channels], or [height, width, channels] when perElement. Covers acc ≥ t, acc ≤ t, an interval, its complement and constants.
 */
export interface Threshold extends LayerBase {
  readonly kind: 'threshold';
  readonly perElement: boolean;
  readonly lower: Int32Array;
  readonly upper: Int32Array | null;
  /** 0 or 1 */
  readonly flip: Uint8Array;
}
