// What every layer kind answers about itself. Shared code asks the kind; it never branches on it.
import type { Tensor, TensorType } from '../tensor';
import type { Elementwise } from './elementwise';

/**
 * What all layers have: a name unique in the model, and the names of the tensors they read. A layer's output has its
 * name.
 */
export interface LayerBase {
  readonly kind: string;
  readonly name: string;
  readonly inputs: readonly string[];
}

/** Cost of one image. */
export interface Cost {
  readonly binaryMacs: number;
  /** Of more than one bit: int8 or float. */
  readonly integerMacs: number;
  /**
   * Stored parameters, in bits: of 1-bit weights, of 8-bit weights, and of everything else: thresholds as the file
   * holds them, every float as float32.
   */
  readonly weightBits: { readonly binary: number; readonly int8: number; readonly other: number };
}

/** The cost of a layer without multiply-adds worth counting. */
export const noMacs = ({ other = 0 }: { other?: number }): Cost => ({
  binaryMacs: 0,
  integerMacs: 0,
  weightBits: { binary: 0, int8: 0, other },
});

/** All whole numbers from `lower` to `upper`. */
export interface SumRange {
  readonly lower: number;
  readonly upper: number;
}

/** What a converter says of a layer that it could not replace, after the layer's name. */
export interface Unfinished {
  readonly expected: string;
  readonly got: string;
  readonly next: string;
}

/** What a layer costs its network, after the layer's name, and what to change in the network. */
export interface Advice {
  readonly why: string;
  readonly change: string;
}

export interface LayerKind<Layer extends LayerBase> {
  readonly kind: Layer['kind'];
  /**
   * Shape and element type of the output. Throws BitplaneError E_LAYER or E_SHAPE: layer, attribute, what was expected,
   * what came.
   */
  outputType(layer: Layer, inputs: readonly TensorType[]): TensorType;
  cost(layer: Layer, inputs: readonly TensorType[]): Cost;
  /** The definition of the layer: simple, exact, slow. All other implementations are compared with it. */
  forward(layer: Layer, inputs: readonly Tensor[]): Tensor;

  // What follows is left out by kinds of which it is not true.

  /** The kind maps each number by itself, so that the converter may take signs after it by integer thresholds. */
  readonly elementwise?: Elementwise<Layer>;
  /** The kind makes int32 sums of integers: all that filter `filter` can make, whatever the image. */
  accumulatorRange?(layer: Layer, filter: number): SumRange;
  /** What a runtime computes in float32 for a layer, where that is not the same kind with its arrays rounded. */
  inFloat32?(layer: Layer): LayerBase;
  /** No runtime has the kind, and the converter's passes may have to leave a layer of it. */
  readonly unfinished?: Unfinished;
  /**
   * Why no integer thresholds can replace a sign that reads the layer, directly or by elementwise layers: of every kind
   * that makes numbers, but for elementwise ones and those that make sums.
   */
  readonly inNumbers?: Advice;
  /** Why the layer costs more than one with other attributes would; null where it does not. */
  extraCost?(layer: Layer): Advice | null;
  /** How many numbers training left in the layer, where that is not the size of all its arrays of floats and int8. */
  numParameters?(layer: Layer): number;
  /** How many planes of the layer's input come from one trained kernel. */
  planesOfKernel?(layer: Layer): number;
  /** What the kind's name does not say, in a few words for a report; null where there is nothing to say. */
  detail?(layer: Layer): string | null;
}
