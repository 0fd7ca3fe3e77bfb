import type { LayerBase } from './layer-kind';

/** y = x if x ≥ 0, else slope·x (one rounding): float → `element`. */
export interface PRelu extends LayerBase {
  readonly kind: 'prelu';
  readonly element: 'float32' | 'float64';
  /** [channels], or [height, width, channels] when perElement. */
  readonly slopes: Float64Array | Float32Array;
  readonly perElement: boolean;
}
