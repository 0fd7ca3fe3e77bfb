// Leaves out what the network's output does not depend on.
import type { Model } from '@bitplane/model';

/** The last layer is the output: all that neither it nor what it reads, directly or not, is dead. */
export function removeDeadLayers(model: Model): Model {
  const read = new Set([model.layers[model.layers.length - 1].name]);
  for (const { name, inputs } of [...model.layers].reverse()) {
    if (read.has(name)) for (const input of inputs) read.add(input);
  }
  return { ...model, layers: model.layers.filter(({ name }) => read.has(name)) };
}
