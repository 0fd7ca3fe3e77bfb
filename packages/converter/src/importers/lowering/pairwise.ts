// Layers of any number of inputs as layers of two.
import type { Layer } from '@bitplane/model';

type Combine = (name: string, inputs: readonly [string, string]) => Layer;

/** (first, second), then (that, third) and so on, as Keras does it; the last one is called `last`. */
export function pairwise(last: string, tensors: readonly string[], combine: Combine): Layer[] {
  const layers: Layer[] = [];
  let left = tensors[0];
  for (let index = 1; index < tensors.length; index++) {
    const name = index === tensors.length - 1 ? last : `${last}/${index}`;
    layers.push(combine(name, [left, tensors[index]]));
    left = name;
  }
  return layers;
}
