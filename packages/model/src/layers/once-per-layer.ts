// What follows from a layer alone, computed once for all images.

/**
 * `make`, which is called once per layer: layers are plain data, and nobody changes one that has been made. What it
 * returns lives as long as the layer.
 */
export function oncePerLayer<Layer extends object, Value>(make: (layer: Layer) => Value): (layer: Layer) => Value {
  const made = new WeakMap<Layer, Value>();
  return (layer) => {
    let value = made.get(layer);
    if (value === undefined) made.set(layer, (value = make(layer)));
    return value;
  };
}
