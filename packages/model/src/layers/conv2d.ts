import type { LayerBase } from './layer-kind';
import type { Window } from './window';

/**
 * Convolution of float64 activations by float weights, zero padding: y[i,j,o] = Σ x·w[o] (+ bias[o]), summed in OHWI order.
 * weightBits 8: the forward pass uses q·scale of semantics.md section 5 (docs/bits.md) in place of w, as the trainer did.
 */
export interface Conv2D extends LayerBase {
  readonly kind: 'conv2d';
  readonly filters: number;
  readonly window: Window;
  readonly groups: number;
  /** [filters, rows, columns, channels / groups] */
  readonly weights: Float32Array;
  readonly bias: Float64Array | null;
  readonly weightBits: 8 | 32;
}
