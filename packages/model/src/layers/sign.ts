import type { LayerBase } from './layer-kind';

/** float → bits: 1 (that is −1) if x < 0, else 0. NaN is an error (E_VALUE). */
export interface Sign extends LayerBase {
  readonly kind: 'sign';
}
