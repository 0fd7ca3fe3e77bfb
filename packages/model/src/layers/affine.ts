import type { LayerBase } from './layer-kind';

/**
 * y = scale[c]·x + offset[c], one rounding for the product and one for the sum; a part that is null is left out.
 * int32 or float → `element`. An int32 input is converted exactly (|x| < 2^24 is demanded for float32).
 */
export interface Affine extends LayerBase {
  readonly kind: 'affine';
  readonly element: 'float32' | 'float64';
  /** [channels] */
  readonly scale: Float64Array | Float32Array | null;
  /** [channels] */
  readonly offset: Float64Array | Float32Array | null;
}
