// What the reference interpreter computes.
import { INPUT, run } from '@bitplane/model';
import type { Model, Tensor, TensorOf } from '@bitplane/model';
import { tolerances } from '../onnx/tolerance';

/** All tensors of one image by name, the image included. */
export function referenceTensors(model: Model, image: TensorOf<'uint8'>): ReadonlyMap<string, Tensor> {
  const tensors = new Map<string, Tensor>([[INPUT, image]]);
  run(model, image, (layer, output) => tensors.set(layer.name, output));
  return tensors;
}

export interface ReferenceLogits {
  readonly image: TensorOf<'uint8'>;
  readonly logits: Tensor['data'];
  /** How far another correct evaluation may lie from them. */
  readonly tolerance: number;
}

/** The last layer's output for one image. */
export function referenceLogits(model: Model, image: TensorOf<'uint8'>): ReferenceLogits {
  const tensors = referenceTensors(model, image);
  const { name } = model.layers[model.layers.length - 1];
  return { image, logits: tensors.get(name)!.data, tolerance: tolerances(model, tensors).get(name)! };
}
