// The layers of a model.json in their order, each with the tensors that it reads: Sequential, or functional with branches.
import { BitplaneError, INPUT, type Shape } from '@bitplane/model';
import { shown } from './shown';

export interface LayerEntry {
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of earlier layers, or INPUT. */
  readonly sources: readonly string[];
}

export interface Topology {
  readonly name: string;
  readonly input: Shape;
  /** Without the input layer; each after what it reads, the network's output last. */
  readonly layers: readonly LayerEntry[];
  readonly weightsManifest: unknown;
}

type Json = Readonly<Record<string, unknown>>;

/** A layer as it stands in the file: it knows the input layer by that layer's name. */
interface RawLayer extends Omit<LayerEntry, 'sources'> {
  /** A list of names for each time the layer is called; null where the file gives none, as in a Sequential model. */
  readonly calls: readonly (readonly string[])[] | null;
}

const INPUT_CLASS = 'InputLayer';

/**
 * Throws E_FILE for text that is not such a model, E_LAYER for one with several images or outputs, or with a layer that is called twice, E_SHAPE for an
 * image without fixed sizes.
 */
export function readTopology(file: string, text: string): Topology {
  const root = parse(file, text);
  const outer = asObject(root.modelTopology);
  const topology = asObject(outer?.model_config) ?? outer;
  const config = asObject(topology?.config);
  if (config === null || !Array.isArray(config.layers) || config.layers.length === 0) {
    throw new BitplaneError(
      'E_FILE',
      `${file}: expected a TensorFlow.js LayersModel with modelTopology.config.layers, got a file without; save the network with model.save()`,
    );
  }
  const raw = config.layers.map((layer: unknown, index) => readLayer(file, layer, index));
  const isFunctional = topology?.class_name !== 'Sequential';
  const layers = isFunctional ? connect(file, raw) : chain(raw);
  if (isFunctional) demandLastOutput(file, layers, config.output_layers);
  return {
    name: typeof config.name === 'string' ? config.name : 'network',
    input: imageShape(file, raw[0].config.batch_input_shape),
    layers,
    weightsManifest: root.weightsManifest,
  };
}

const asObject = (value: unknown): Json | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;

function parse(file: string, text: string): Json {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (cause) {
    throw new BitplaneError('E_FILE', `${file}: expected JSON, got ${(cause as Error).message}`, { cause });
  }
  const object = asObject(root);
  if (object !== null) return object;
  throw new BitplaneError('E_FILE', `${file}: expected a JSON object with modelTopology, got ${text.slice(0, 20)}`);
}

function readLayer(file: string, value: unknown, index: number): RawLayer {
  const layer = asObject(value);
  const config = asObject(layer?.config);
  const className = layer?.class_name;
  if (layer === null || config === null || typeof className !== 'string') {
    throw new BitplaneError('E_FILE', `${file}: layer ${index}: expected class_name and config, got ${shown(value)}`);
  }
  const name = [layer.name, config.name].find((candidate) => typeof candidate === 'string') ?? className;
  const calls = Array.isArray(layer.inbound_nodes) ? layer.inbound_nodes.map(namesIn) : null;
  return { name, className, config, calls };
}

/** From [["conv1", 0, 0, {}], ["conv2", 0, 0, {}]]: a reference for each tensor. */
const namesIn = (references: unknown): string[] =>
  Array.isArray(references)
    ? references.map((reference: unknown) => shown(Array.isArray(reference) ? reference[0] : reference))
    : [shown(references)];

/** A Sequential model: each layer reads the one before it. */
function chain(raw: readonly RawLayer[]): LayerEntry[] {
  const layers = raw.filter(({ className }) => className !== INPUT_CLASS);
  return layers.map(({ name, className, config }, index) => ({
    ...{ name, className, config },
    sources: [index === 0 ? INPUT : layers[index - 1].name],
  }));
}

/** A functional model: TensorFlow.js saves its layers so that each comes after what it reads. */
function connect(file: string, raw: readonly RawLayer[]): LayerEntry[] {
  const tensors = new Map<string, string>();
  const layers: LayerEntry[] = [];
  for (const { name, className, config, calls } of raw) {
    if (tensors.has(name)) refuse(file, name, 'expected a name of its own', 'one that is taken');
    if (className === INPUT_CLASS) {
      if (tensors.size > 0) refuse(file, name, 'expected one input layer, the first of all', 'another');
      tensors.set(name, INPUT);
      continue;
    }
    if (calls?.length !== 1) refuse(file, name, 'expected a layer that is called once', `${calls?.length ?? 0} calls`);
    if (calls[0].length === 0) refuse(file, name, 'expected a layer that reads another', 'no inputs');
    const sources = calls[0].map((source) => {
      const tensor = tensors.get(source);
      return tensor ?? refuse(file, name, 'expected its inputs to be earlier layers', source);
    });
    layers.push({ name, className, config, sources });
    tensors.set(name, name);
  }
  return layers;
}

function demandLastOutput(file: string, layers: readonly LayerEntry[], outputLayers: unknown): void {
  const last = layers.at(-1)?.name ?? '';
  const outputs = Array.isArray(outputLayers) ? namesIn(outputLayers) : [last];
  if (outputs.join() !== last)
    refuse(file, last, "expected it to be the network's only output", `outputs ${outputs.join(', ')}`);
}

function refuse(file: string, layer: string, expected: string, got: string): never {
  throw new BitplaneError('E_LAYER', `${file}: layer ${layer}: ${expected}, got ${got}`);
}

function imageShape(file: string, batchShape: unknown): Shape {
  const sizes = Array.isArray(batchShape) ? batchShape.slice(1) : [];
  if (sizes.length !== 3 || !sizes.every((size) => Number.isInteger(size) && (size as number) > 0)) {
    throw new BitplaneError(
      'E_SHAPE',
      `${file}: expected a first layer with batch_input_shape [null, height, width, channels], got ${shown(batchShape)}`,
    );
  }
  const [height, width, channels] = sizes as number[];
  return { height, width, channels };
}
