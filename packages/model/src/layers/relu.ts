import type { LayerBase } from './layer-kind';

/** y = x if x > 0, else 0. Keeps the element type (float32, float64 or int32). */
export interface Relu extends LayerBase {
  readonly kind: 'relu';
}
