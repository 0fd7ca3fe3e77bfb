// What every layer kind answers about itself. Shared code asks the kind; it never branches on it.
import type { Tensor, TensorType } from '../tensor';

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
  /** Of more than one bit: int8, or float before the passes. */
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
}
