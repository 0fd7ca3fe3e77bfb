// What the reference interpreter computes for one image, layer by layer.
import { INPUT, run } from '@bitplane/model';
import type { Model, Tensor, TensorOf } from '@bitplane/model';

/** All tensors by name, the image included. */
export function referenceTensors(model: Model, image: TensorOf<'uint8'>): ReadonlyMap<string, Tensor> {
  const tensors = new Map<string, Tensor>([[INPUT, image]]);
  run(model, image, (layer, output) => tensors.set(layer.name, output));
  return tensors;
}
