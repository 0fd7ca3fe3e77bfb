// How far an exported graph may lie from the reference: derived from the layers and the image, not chosen.
import { INPUT, type Layer, type Model, type Tensor } from '@bitplane/model';
import { largestMagnitude } from './ops/largest-magnitude';
import { onnxNodeOf } from './nodes';

/**
 * The largest difference that each layer's output may show, by name; 0 for all but the float layers. A running error
 * analysis (Higham, Accuracy and Stability of Numerical Algorithms, section 3.3) in the largest norm: sums of integers
 * are exact, each float layer carries its input's error on and adds its own roundings. That allows for what a correct
 * runtime may do otherwise than the reference: another order of the mean's sum, a fused multiply-add. Infinity from
 * where signs or steps are taken of floats that come from a convolution of floats, whose sums runtimes do take in other
 * orders.
 *
 * tensors: what the reference computed for one image, the image included.
 */
export function tolerances(model: Model, tensors: ReadonlyMap<string, Tensor>): Map<string, number> {
  const errors = new Map<string, number>([[INPUT, 0]]);
  const inAnyOrder = new Set<string>();
  for (const layer of model.layers) {
    const { sumsInAnyOrder, jumps } = onnxNodeOf(layer);
    const follows = layer.inputs.some((name) => inAnyOrder.has(name));
    if (follows || sumsInAnyOrder) inAnyOrder.add(layer.name);
    const inputErrors = layer.inputs.map((name) => errors.get(name)!);
    const isLost = inputErrors.includes(Infinity) || (follows && jumps === true);
    const inputs = layer.inputs.map((name) => tensors.get(name)!);
    const error = () => layerTolerance(layer, { inputs, inputErrors, output: tensors.get(layer.name)! });
    errors.set(layer.name, isLost ? Infinity : error());
  }
  return errors;
}

export interface Evaluation {
  readonly inputs: readonly Tensor[];
  /** By how much two evaluations of each input may differ; none where they are left out. */
  readonly inputErrors?: readonly number[];
  readonly output: Tensor;
}

/** The largest difference between two correct evaluations of one layer; 0 for all but the float layers. */
export function layerTolerance(layer: Layer, { inputs, output, inputErrors }: Evaluation): number {
  const observed = {
    inputErrors: inputErrors ?? inputs.map(() => 0),
    inputShape: inputs[0],
    inputMax: largestMagnitude(inputs[0].data),
    outputMax: largestMagnitude(output.data),
  };
  return onnxNodeOf(layer).roundingError?.(layer, observed) ?? 0;
}
