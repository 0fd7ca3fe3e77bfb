import type { LayerBase } from './layer-kind';

/**
 * Mean over the whole image: [h, w, c] → [1, 1, c]. Summed from +0 in row-major pixel order in `element`, then divided by h·w, one
 * rounding each; an int32 input is summed exactly first.
 */
export interface AveragePool extends LayerBase {
  readonly kind: 'average-pool';
  readonly element: 'float32' | 'float64';
}
