import type { LayerBase } from './layer-kind';
import type { Window } from './window';

/**
 * Max-pool on signs, bits → bits; padded taps do not take part. A channel with minimum 0 is +1 if any input is (AND of stored bits);
 * one with minimum 1 is +1 if all are (OR): a max-pool that stands before a batch norm with γ' < 0.
 */
export interface BitMaxPool extends LayerBase {
  readonly kind: 'bit-max-pool';
  readonly window: Window;
  /** [channels], 0 or 1 */
  readonly minimum: Uint8Array;
}
