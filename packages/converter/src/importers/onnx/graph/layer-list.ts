// The layers that the nodes become, with their types.
import { inferTypes, INPUT, kindOf } from '@bitplane/model';
import type { Layer, Model, Shape, TensorType } from '@bitplane/model';

export class LayerList {
  private readonly layers: Layer[] = [];
  private readonly byName = new Map<string, Layer>();
  private readonly types = new Map<string, TensorType>();

  constructor(private readonly input: Shape) {
    this.types.set(INPUT, { element: 'uint8', ...input });
  }

  /** Adds layers in order and returns the name of the last one. Throws what their kinds throw. */
  add(...layers: readonly Layer[]): string {
    for (const layer of layers) {
      const inputs = layer.inputs.map((name) => this.typeOf(name));
      this.types.set(layer.name, kindOf(layer).outputType(layer, inputs));
      this.layers.push(layer);
      this.byName.set(layer.name, layer);
    }
    return layers.at(-1)!.name;
  }

  /** Undefined for the image. */
  layerOf(name: string): Layer | undefined {
    return this.byName.get(name);
  }

  typeOf(name: string): TensorType {
    return this.types.get(name)!;
  }

  /** `wanted` itself where no layer has that name, else with a number behind it. */
  freeName(wanted: string): string {
    const isFree = (name: string): boolean => !this.types.has(name);
    if (isFree(wanted)) return wanted;
    for (let number = 2; ; number++) if (isFree(`${wanted}/${number}`)) return `${wanted}/${number}`;
  }

  /** The network up to the layer of that name, without what it does not depend on. Throws what inferTypes throws. */
  modelUpTo(output: string, name: string): Model {
    const read = new Set([output]);
    const layers: Layer[] = [];
    for (const layer of this.layers.toReversed()) {
      if (!read.has(layer.name)) continue;
      for (const input of layer.inputs) read.add(input);
      layers.unshift(layer);
    }
    const model = { name, input: this.input, layers };
    inferTypes(model);
    return model;
  }
}
