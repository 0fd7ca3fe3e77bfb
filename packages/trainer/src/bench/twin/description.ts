// A network as plain data: what its twin in another framework is built from.
import type { Pads } from '../../layers/window';
import type { QuantizerConfig } from '../../quantizers';

/** Numbers, strings and lists of them, by the names that torch_twin/layers.py reads. */
export type Settings = Readonly<Record<string, unknown>>;

/** One call of a layer. */
export interface TwinLayer {
  /** What it computes: a key of LAYERS in torch_twin/layers.py. */
  readonly kind: string;
  readonly name: string;
  /** Positions in `layers` of what it reads. */
  readonly inputs: readonly number[];
  /** Positions in `weights`, by the weight's name in the layer, e.g. "kernel". */
  readonly weights: Readonly<Record<string, number>>;
  readonly settings: Settings;
}

export interface TwinWeight {
  /** E.g. "conv2/kernel". */
  readonly name: string;
  readonly shape: readonly number[];
  /** latent: trained, and kept in [−1, 1] after each step. fixed: not trained. */
  readonly role: 'latent' | 'trained' | 'fixed';
}

export interface TwinNetwork {
  /** In an order in which each follows what it reads; the images are the first, the scores [N, classes] the last. */
  readonly layers: readonly TwinLayer[];
  readonly weights: readonly TwinWeight[];
}

/** Where a window is placed on an image [N, H, W, C]. */
export interface WindowSettings {
  readonly strides: readonly number[];
  readonly pads: Pads;
}

/** A quantizer with its name in an object, whatever form the layer's configuration has. */
export const quantizerOf = (config: QuantizerConfig): Settings =>
  typeof config === 'string' ? { name: config } : { ...config };
