// A draft of a functional LayersModel, whose layers name what they read.
import { LayersModelDraft, type LayerConfig, type WeightShapes } from './layers-model-files';

/** Each call returns the layer's name, for the layers that read it. The first layers read 'image'. */
export class FunctionalDraft extends LayersModelDraft {
  constructor(seed: number, size: number) {
    super(seed, size, 'image');
  }

  call(inputs: string | readonly string[], className: string, config: LayerConfig, weights: WeightShapes = {}): string {
    this.add(className, config, weights);
    const references = [inputs].flat().map((name) => [name, 0, 0, {}]);
    this.layers[this.layers.length - 1] = {
      ...this.layers[this.layers.length - 1],
      name: config.name,
      inbound_nodes: [references],
    };
    return config.name;
  }
}
