// One list of layers out of a model whose layers may be models themselves, to any depth.
import { BitplaneError } from '@bitplane/model';
import type { LayerEntry } from './network';
import type { RawLayer, RawModel, Reference } from './raw-model';

/** A layer without models in it; its path is one of a kind. */
type Leaf = Omit<LayerEntry, 'name'>;

type Tensors = readonly string[];

const INPUT_CLASS = 'InputLayer';

const joined = (path: readonly string[]): string => path.join('/');

/**
 * The layers that compute, in the order of the file, in which each comes after what it reads. One in a nested model
 * keeps its name where no other layer has it, else its models' names come before it. Throws E_LAYER for a layer that is
 * called twice, another number of inputs or several outputs.
 *
 * @param inputs the names of the tensors that the model's inputs are.
 */
export function flattenModel(file: string, model: RawModel, inputs: readonly string[]): LayerEntry[] {
  const { leaves, outputs } = new Flattening(file).flatten(model, { inputs, path: [] });
  const names = nameLeaves(file, leaves);
  const layers = leaves.map((leaf) => ({
    ...leaf,
    name: names.get(joined(leaf.path))!,
    sources: leaf.sources.map((source) => names.get(source) ?? source),
  }));
  const last = layers.at(-1);
  const ends = outputs.map((output) => names.get(output) ?? output);
  if (last !== undefined && ends.join() !== last.name)
    reject(file, last.name, "expected it to be the network's only output", `outputs ${ends.join(', ')}`);
  return layers;
}

interface Place {
  /** What the model's inputs are. */
  readonly inputs: Tensors;
  /** Names of the models around its layers. */
  readonly path: readonly string[];
}

interface Flat {
  readonly leaves: readonly Leaf[];
  readonly outputs: Tensors;
}

class Flattening {
  constructor(private readonly file: string) {}

  flatten(model: RawModel, place: Place): Flat {
    return model.isSequential ? this.chain(model, place) : this.connect(model, place);
  }

  /** A Sequential model: each layer reads the one before it. */
  private chain({ layers }: RawModel, { inputs, path }: Place): Flat {
    const leaves: Leaf[] = [];
    let outputs = inputs;
    for (const layer of layers) {
      if (layer.className === INPUT_CLASS) continue;
      const flat = this.layer(layer, { inputs: outputs, path });
      leaves.push(...flat.leaves);
      ({ outputs } = flat);
    }
    return { leaves, outputs };
  }

  /** A functional model: TensorFlow.js saves its layers so that each comes after what it reads. */
  private connect(model: RawModel, { inputs, path }: Place): Flat {
    const tensors = new Map<string, Tensors>(this.inputLayers(model, { inputs, path }));
    const leaves: Leaf[] = [];
    for (const layer of model.layers) {
      if (layer.className === INPUT_CLASS) continue;
      const { name, calls } = layer;
      if (tensors.has(name)) reject(this.file, name, 'expected a unique name', 'one that is already used');
      if (calls?.length !== 1) {
        const next = 'a layer has one set of weights: build a second layer';
        reject(this.file, name, 'expected a layer that is called once', `${calls?.length ?? 0} calls; ${next}`);
      }
      if (calls[0].length === 0) reject(this.file, name, 'expected a layer that reads another', 'no inputs');
      const sources = calls[0].map((reference) => this.tensor(tensors, name, reference));
      const flat = this.layer(layer, { inputs: sources, path });
      leaves.push(...flat.leaves);
      tensors.set(name, flat.outputs);
    }
    const ends = model.outputs ?? [{ layer: model.layers.at(-1)?.name ?? '', output: 0 }];
    return { leaves, outputs: ends.map((end) => tensors.get(end.layer)?.[end.output] ?? end.layer) };
  }

  /** Each input layer with the tensor that it represents. */
  private inputLayers({ layers, inputs: order }: RawModel, { inputs }: Place): [string, Tensors][] {
    const names = layers.filter(({ className }) => className === INPUT_CLASS).map(({ name }) => name);
    if (inputs.length === 1 && names.length > 1)
      reject(this.file, names[1], 'expected one input layer, before all other layers', 'another');
    const ordered = order?.map(({ layer }) => layer) ?? names;
    return ordered.map((name, index) => [name, inputs.slice(index, index + 1)]);
  }

  private tensor(tensors: ReadonlyMap<string, Tensors>, reader: string, { layer, output }: Reference): string {
    const tensor = tensors.get(layer)?.[output];
    return tensor ?? reject(this.file, reader, 'expected its inputs to be earlier layers', layer);
  }

  private layer({ name, className, config, model }: RawLayer, { inputs, path }: Place): Flat {
    const own = [...path, name];
    if (model !== null) return this.flatten(model, { inputs, path: own });
    return { leaves: [{ path: own, className, config, sources: inputs }], outputs: [joined(own)] };
  }
}

/** Path → name in the network. */
function nameLeaves(file: string, leaves: readonly Leaf[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const { path } of leaves) counts.set(path.at(-1)!, (counts.get(path.at(-1)!) ?? 0) + 1);
  const names = new Map<string, string>();
  for (const { path } of leaves) {
    const name = path.at(-1)!;
    if (names.has(joined(path))) reject(file, joined(path), 'expected a unique name', 'one that is taken');
    names.set(joined(path), counts.get(name) === 1 ? name : joined(path));
  }
  return names;
}

function reject(file: string, layer: string, expected: string, got: string): never {
  throw new BitplaneError('E_LAYER', `${file}: layer ${layer}: ${expected}, got ${got}`);
}
