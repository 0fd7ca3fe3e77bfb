// A tensor that depends on the image: what is known of its numbers while importing.
import type { Padding, Shape } from '@bitplane/model';
import type { View } from './view';

/** Numbers that a layer makes. */
export interface Real {
  readonly type: 'real';
  /** The layer's name. */
  readonly layer: string;
  /**
   * Where the layer only keeps numbers between two bounds: what it reads, which a later step function can read
   * instead.
   */
  readonly clip?: { readonly of: Real; readonly lower: number; readonly upper: number };
}

/**
 * How a quantizer's levels lie: code = clamp(roundHalfEven(x / scale) + zeroPoint, lowest, highest), number =
 * unit·(code − origin). Level k has code lowest + k.
 */
export interface Grid {
  readonly scale: number;
  readonly zeroPoint: number;
  readonly lowest: number;
  readonly highest: number;
  readonly unit: number;
  readonly origin: number;
  /**
   * The zero point is odd and added before rounding, so halves go the other way: roundHalfEven(x / scale + zeroPoint).
   */
  readonly isShiftedFirst: boolean;
}

/**
 * A step function of a layer's numbers: values[number of the channel's bounds that are ≤ x]. A sign, any quantizer of
 * activations, and what elementwise nodes make of these.
 */
export interface Steps {
  readonly type: 'steps';
  readonly of: Real;
  /** [1 or channels] lists of one length, ascending. An x above b is one of at least the float after b. */
  readonly bounds: readonly Float64Array[];
  /** One more than bounds of a channel. */
  readonly values: Float64Array;
  /** Where the levels still are a quantizer's. */
  readonly grid: Grid | null;
}

/**
 * A function of the image's byte, in each channel: what the file makes of the pixels before anything depends on two of
 * them.
 */
export interface Bytes {
  readonly type: 'bytes';
  /** [channels of the image] tables of 256 float32 */
  readonly tables: readonly Float32Array[];
}

export type Content = Real | Steps | Bytes;

/** Pixels around an image that a Pad node added, for the convolution or pooling after it. */
export interface Pads {
  readonly padding: Padding;
  readonly value: number;
}

export interface Activation {
  readonly type: 'activation';
  readonly content: Content;
  /** Of the layer's tensor, without pads. */
  readonly shape: Shape;
  /** Over the layer's tensor, without pads. */
  readonly view: View;
  readonly pads: Pads | null;
}
