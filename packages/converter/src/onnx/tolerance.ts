// How far an exported graph may lie from the reference: derived from the layers and the image, not chosen.
import { INPUT } from '@bitplane/model';
import type { Model, Tensor } from '@bitplane/model';
import { largestMagnitude } from './ops/largest-magnitude';
import { onnxNodeOf } from './nodes';

/**
 * The largest difference that each layer's output may show, by name; 0 for all but the float layers. A running error
 * analysis (Higham, Accuracy and Stability of Numerical Algorithms, section 3.3) in the largest norm: sums of integers
 * are exact, each float layer carries its input's error on and adds its own roundings. That allows for what a correct
 * runtime may do otherwise than the reference: another order of the mean's sum, a fused multiply-add.
 *
 * tensors: what the reference computed for one image, the image included.
 */
export function tolerances(model: Model, tensors: ReadonlyMap<string, Tensor>): Map<string, number> {
  const errors = new Map<string, number>([[INPUT, 0]]);
  for (const layer of model.layers) {
    const input = tensors.get(layer.inputs[0])!;
    const observed = {
      inputErrors: layer.inputs.map((name) => errors.get(name)!),
      inputShape: input,
      inputMax: largestMagnitude(input.data),
      outputMax: largestMagnitude(tensors.get(layer.name)!.data),
    };
    errors.set(layer.name, onnxNodeOf(layer).roundingError?.(layer, observed) ?? 0);
  }
  return errors;
}
