import type { LayerBase } from './layer-kind';
import type { Window } from './window';

/** Largest value of each window; padded taps do not take part. Keeps the element type (float32, float64 or int32). */
export interface MaxPool extends LayerBase {
  readonly kind: 'max-pool';
  readonly window: Window;
}
