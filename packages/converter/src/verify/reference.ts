// What the reference interpreter computes.
import { INPUT, run } from '@bitplane/model';
import type { Model, Tensor, TensorOf } from '@bitplane/model';
import { tolerances } from '../onnx/tolerance';
import { walkLayers } from './layers/walk-layers';

/** All tensors of one image by name, the image included. */
export function referenceTensors(model: Model, image: TensorOf<'uint8'>): ReadonlyMap<string, Tensor> {
  const tensors = new Map<string, Tensor>([[INPUT, image]]);
  run(model, image, (layer, output) => tensors.set(layer.name, output));
  return tensors;
}

export interface ReferenceLogits {
  readonly image: TensorOf<'uint8'>;
  readonly logits: Tensor['data'];
  /** How far another correct evaluation of the file may lie from them; Infinity where its signs may be others. */
  readonly tolerance: number;
  /** How far they may lie from those of exact numbers, where all signs are the same. */
  readonly error: number;
}

/** The last layer's output for one image. `onLayer` is called before each layer, with its place in the model. */
export function referenceLogits(
  model: Model,
  image: TensorOf<'uint8'>,
  onLayer: (layer: number) => void,
): ReferenceLogits {
  const tensors = new Map<string, Tensor>([[INPUT, image]]);
  const onOutput = (name: string, output: Tensor): unknown => tensors.set(name, output);
  const { output, error } = walkLayers({ model, image, index: 0, others: new Map(), onLayer, onOutput });
  const tolerance = tolerances(model, tensors).get(model.layers.at(-1)!.name)!;
  return { image, logits: output.data, tolerance, error };
}
