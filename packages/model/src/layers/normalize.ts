import type { LayerBase } from './layer-kind';

/** x = (u − zeroPoints[c])·scale: uint8 → float64. zeroPoints: integers 0…255, one per channel. */
export interface Normalize extends LayerBase {
  readonly kind: 'normalize';
  readonly zeroPoints: Uint8Array;
  readonly scale: number;
}
