import type { LayerBase } from './layer-kind';
import type { Window } from './window';

/** acc[i,j,o] = Σ (u − zeroPoints[c])·w[o]: uint8 × int8 → int32; padded taps contribute 0. */
export interface Int8Conv2D extends LayerBase {
  readonly kind: 'int8-conv2d';
  readonly filters: number;
  readonly window: Window;
  readonly groups: number;
  /** [filters, rows, columns, channels / groups], −127…127 */
  readonly weights: Int8Array;
  /** [channels of the input] */
  readonly zeroPoints: Uint8Array;
}
