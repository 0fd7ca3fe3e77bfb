// How far layers that were rounded to 8 bits are from what they were.
import { INPUT, kindOf, run, type Model, type Tensor, type TensorOf } from '@bitplane/model';
import type { QuantizedFloats } from './quantize-float-layers';

export interface LayerError {
  readonly name: string;
  /** Root mean square of the differences, by that of the numbers: 0.01 is one per cent. */
  readonly relative: number;
}

/** Of each layer by itself: on what the float network gives it for those images. */
export function layerErrors(
  float: Model,
  { model, layers }: QuantizedFloats,
  images: readonly TensorOf<'uint8'>[],
): LayerError[] {
  const sums = new Map(layers.map((name) => [name, { differences: 0, numbers: 0 }]));
  for (const image of images) {
    const tensors = new Map<string, Tensor>([[INPUT, image]]);
    run(float, image, ({ name }, tensor) => tensors.set(name, tensor));
    for (const [name, sum] of sums) {
      const expected = tensors.get(name)!.data;
      const got = recompute(model, name, tensors).data;
      for (let k = 0; k < got.length; k++) {
        sum.differences += (got[k] - expected[k]) ** 2;
        sum.numbers += expected[k] ** 2;
      }
    }
  }
  return [...sums].map(([name, { differences, numbers }]) => ({
    name,
    relative: numbers === 0 ? 0 : Math.sqrt(differences / numbers),
  }));
}

/** The layer of the rounded network, and what only that has before it, on tensors of the float one. */
function recompute(model: Model, name: string, tensors: ReadonlyMap<string, Tensor>): Tensor {
  const layer = model.layers.find((each) => each.name === name)!;
  const inputs = layer.inputs.map((input) => tensors.get(input) ?? recompute(model, input, tensors));
  return kindOf(layer).forward(layer, inputs);
}
