import type { LayerBase } from './layer-kind';

/** y = γ'·x + β' in float64 with γ' = γ/sqrt(variance + epsilon) and β' = β − mean·γ'. All arrays: [channels]. */
export interface BatchNorm extends LayerBase {
  readonly kind: 'batch-norm';
  readonly gamma: Float64Array;
  readonly beta: Float64Array;
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly epsilon: number;
}
