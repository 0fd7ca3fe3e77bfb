import type { LayerBase } from './layer-kind';
import type { Window } from './window';

/** Latent float weights and the quantizer that makes signs of them: what training leaves. */
export interface LatentWeights {
  readonly type: 'latent';
  readonly quantizer: 'sign';
  /** [filters, rows, columns, channels / groups] */
  readonly values: Float32Array;
}

/** Signs, one byte each, 1 means −1. */
export interface SignWeights {
  readonly type: 'signs';
  /** [filters, rows, columns, channels / groups] */
  readonly values: Uint8Array;
}

/** acc[i,j,o] = Σ a·w[o] over ±1: bits → int32. A padded tap contributes padValue·w; with padValue 0 nothing, exactly. */
export interface BinaryConv2D extends LayerBase {
  readonly kind: 'binary-conv2d';
  readonly filters: number;
  readonly window: Window;
  readonly groups: number;
  readonly padValue: 0 | 1 | -1;
  readonly weights: LatentWeights | SignWeights;
}
