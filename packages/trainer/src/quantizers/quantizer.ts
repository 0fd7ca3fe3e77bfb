// What a quantizer is to a layer, and how a registry makes one from a layer's configuration.
import type * as tf from '@tensorflow/tfjs';
import type { SignDerivative } from '../native/sign-conv2d';
import type { SettingsOf } from './settings';

/** Which operand of the layer is quantized. */
export type Role = 'input' | 'kernel';

/** Where a quantizer is used; `where` starts its error messages, e.g. "conv2: kernelQuantizer". */
export interface Place {
  readonly role: Role;
  readonly where: string;
}

/** A number or vector that the layer holds for its quantizer: saved with the layer's weights, learned if trainable. */
export interface QuantizerVariable {
  readonly name: string;
  readonly initial: readonly number[];
  readonly trainable: boolean;
}

export interface QuantizerState {
  /** By the names that `build` gave. */
  readonly variables: Readonly<Record<string, tf.LayerVariable>>;
  readonly training: boolean;
}

/** q(x) = +1 if x + shift ≥ 0, else −1; ∂q/∂x ≈ derivative(x + shift). */
export interface PlainSign {
  readonly derivative: SignDerivative;
  /** One number for each channel; left out: 0. */
  readonly shift?: (state: QuantizerState) => tf.Tensor;
}

/** A quantizer with its settings. */
export interface Quantizer {
  /** Every value it returns lies here, ends included; infinite where a scale depends on the data. */
  readonly range: readonly [number, number];
  /** Bits that an element takes, in the mean: 1 for a sign, 2 for a ternary value. */
  readonly numBits: number;
  /** Planes of signs in the exported model, each a binary multiply-add of a product; left out: `numBits` of them. */
  readonly numPlanes?: number;
  /**
   * Once, with the operand's shape, without the batch: the variables it needs. Throws E_LAYER for a shape that it
   * cannot quantize.
   */
  readonly build?: (shape: tf.Shape) => readonly QuantizerVariable[];
  /** Where `quantize` is a sign: a convolution can compute both in one go. */
  readonly sign?: PlainSign;
  /** float32 → float32 of the same shape, with a pseudo-gradient. */
  readonly quantize: (x: tf.Tensor, state: QuantizerState) => tf.Tensor;
}

/** The registry's entry for a quantizer's name. */
export interface QuantizerKind<Settings extends object = Record<string, unknown>> {
  readonly roles: readonly Role[];
  /** The settings a configuration may give. */
  settings(role: Role): SettingsOf<Settings>;
  create(settings: Settings, place: Place): Quantizer;
}

export const EITHER: readonly Role[] = ['input', 'kernel'];
