// Which tensors of a file are tensors of the imported network, only in another order.
import { numElements } from '@bitplane/model';
import type { OpenedOnnx } from './import-onnx';
import { NodeWalk } from './graph/node-walk';
import { elementsOf } from './values/view';

export interface SourceTensor {
  /** In the file. */
  readonly name: string;
  /** Of the imported network. */
  readonly layer: string;
  /** For each number of one image in the file, its place in the layer's tensor. */
  readonly places: Int32Array;
}

/** Numbers that a layer makes; signs and levels are none, before a layer reads them. One tensor of each layer. */
export function sourceTensors(opened: OpenedOnnx): SourceTensor[] {
  const walk = new NodeWalk({ ...opened, note: () => undefined });
  // A node that is read as several has tensors between these that the file does not have.
  const inFile = new Set(opened.file.graph.node.flatMap(({ output }) => output));
  const found = new Map<string, SourceTensor>();
  let index = 0;
  for (const [, value] of walk.steps()) {
    const [name] = opened.graph.nodes[index++].output;
    if (value.type !== 'activation' || value.content.type !== 'real' || value.pads !== null) continue;
    const { layer } = value.content;
    const places = elementsOf(value.view);
    if (inFile.has(name) && !found.has(layer) && places.length === numElements(walk.layers.typeOf(layer)))
      found.set(layer, { name, layer, places });
  }
  return [...found.values()];
}

/** The tensors that a runtime has, of one image or of several, by the names of our layers and in their order. */
export function asLayers(
  tensors: readonly SourceTensor[],
  valuesOf: (name: string) => ArrayLike<number> | undefined,
): ReadonlyMap<string, Float32Array> {
  const layers = new Map<string, Float32Array>();
  for (const { name, layer, places } of tensors) {
    const values = valuesOf(name);
    if (values === undefined || values.length < places.length) continue;
    const ordered = new Float32Array(places.length);
    for (let k = 0; k < places.length; k++) ordered[places[k]] = Number(values[k]);
    layers.set(layer, ordered);
  }
  return layers;
}
