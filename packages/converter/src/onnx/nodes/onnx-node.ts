// What every layer kind that a runtime executes defines about its ONNX nodes. Shared code calls the kind; it never
// branches on it.
import type { Layer, Shape, TensorType } from '@bitplane/model';
import type { LayerScope } from '../layer-scope';
import type { Activation, TwinInput } from '../twin/twin';

/** A layer's output inside the graph: [N, C, H, W], float32 whatever its type in the Model (uint8 for the image). */
export interface Value extends TensorType {
  readonly name: string;
  /** Integers and signs: the largest absolute value that can occur. */
  readonly bound: number;
}

export interface OnnxNode<Kind extends Layer> {
  readonly kind: Kind['kind'];
  /**
   * Adds the nodes that compute the layer, the last one by `scope.output`; returns the `bound` of its output (Infinity
   * for floats). Throws BitplaneError E_LAYER for what these nodes cannot compute exactly.
   */
  addNodes(scope: LayerScope, layer: Kind, inputs: readonly Value[]): number;
  /** A runtime may sum in another order than the reference does, so that the two give other floats. */
  readonly sumsInAnyOrder?: true;
  /** The smallest difference of its input may change its output: it takes signs or steps of floats. */
  readonly jumps?: true;
  /** How far rounding can drive two correct evaluations apart (docs/onnx.md). Absent: the layer is exact. */
  roundingError?(layer: Kind, observed: Observed): number;
  /**
   * In twins of either precision; absent for kinds that importers do not make, and for those that each twin writes in
   * its own way.
   */
  addTwinNodes?(scope: LayerScope, layer: Kind, inputs: readonly TwinInput[]): Activation;
}

/** A layer of floats, as one image went through it. */
export interface Observed {
  /** By how much two evaluations of each input may differ. */
  readonly inputErrors: readonly number[];
  /** Of the first input. */
  readonly inputShape: Shape;
  /** The largest absolute values of input and output. */
  readonly inputMax: number;
  readonly outputMax: number;
}

/**
 * By how much one float32 operation with a result up to `magnitude` sets two evaluations apart: each is off by half a
 * unit in the last place, 2^−24 of the result or, where it is subnormal, 2^−150.
 */
export const roundings = (magnitude: number): number => 2 * (2 ** -24 * magnitude + 2 ** -150);
