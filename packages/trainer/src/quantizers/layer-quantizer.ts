import * as tf from '@tensorflow/tfjs';
import type { SignDerivative } from '../native/sign-conv2d';
import { createQuantizer, type QuantizerConfig } from '.';
import type { Place, Quantizer } from './quantizer';

/** Adds a weight [length] to the layer; its first values do not matter. */
export type AddVariable = (name: string, length: number, trainable: boolean) => tf.LayerVariable;

/**
 * The quantizer of one operand of a layer, with the variables that the layer holds for it.
 * The constructor throws E_LAYER for a configuration that names no quantizer for this operand.
 */
export class LayerQuantizer {
  /** As it is saved: the name alone when there are no settings. */
  readonly config: QuantizerConfig;
  readonly #quantizer: Quantizer;
  readonly #place: Place;
  readonly #variables: Record<string, tf.LayerVariable> = {};

  constructor(config: QuantizerConfig, place: Place) {
    this.#quantizer = createQuantizer(config, place);
    this.#place = place;
    this.config = typeof config === 'object' && Object.keys(config).length === 1 ? config.name : config;
  }

  /** Bits that an element of the operand takes, in the mean. */
  get numBits(): number {
    return this.#quantizer.numBits;
  }

  get numPlanes(): number {
    return this.#quantizer.numPlanes ?? this.numBits;
  }

  /**
   * Asks the layer for the quantizer's variables, e.g. `input_shift`; in the layer's build.
   * shape: the operand's, without the batch. Throws E_LAYER for a shape that the quantizer cannot take.
   */
  build(shape: tf.Shape, addVariable: AddVariable): void {
    for (const { name, initial, trainable } of this.#quantizer.build?.(shape) ?? []) {
      const variable = addVariable(`${this.#place.role}_${name}`, initial.length, trainable);
      const values = tf.tensor1d([...initial]);
      variable.write(values);
      values.dispose();
      this.#variables[name] = variable;
    }
  }

  /** Where this is a sign: its derivative, and what is added to x before it, or null. */
  sign(training: boolean): { derivative: SignDerivative; shift: tf.Tensor | null } | null {
    const { sign } = this.#quantizer;
    if (sign === undefined) return null;
    return { derivative: sign.derivative, shift: sign.shift?.({ variables: this.#variables, training }) ?? null };
  }

  apply<Operand extends tf.Tensor>(x: Operand, training: boolean): Operand {
    return this.#quantizer.quantize(x, { variables: this.#variables, training }) as Operand;
  }
}
