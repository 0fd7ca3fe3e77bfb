// The layers of a model.json in their order: Sequential, or a functional model that is one chain.
import { BitplaneError, type Shape } from '@bitplane/model';
import { shown } from './shown';

export interface LayerEntry {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export interface Topology {
  readonly name: string;
  readonly input: Shape;
  /** Without input layers. */
  readonly layers: readonly LayerEntry[];
  readonly weightsManifest: unknown;
}

type Json = Readonly<Record<string, unknown>>;

interface RawLayer extends LayerEntry {
  readonly name: string;
  /** Names of what it reads; not given for a Sequential model. */
  readonly sources: readonly string[];
}

/** Throws E_FILE for text that is not such a model, E_LAYER for one that is not a chain, E_SHAPE for an image without fixed sizes. */
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
  const layers = config.layers.map((layer: unknown, index) => readLayer(file, layer, index));
  if (topology?.class_name !== 'Sequential') demandChain(file, layers, config.output_layers);
  return {
    name: typeof config.name === 'string' ? config.name : 'network',
    input: imageShape(file, layers[0].config.batch_input_shape),
    layers: layers.filter(({ className }) => className !== 'InputLayer'),
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
  return { className, config, name, sources: sourcesOf(layer.inbound_nodes) };
}

/** From [[["conv1", 0, 0, {}]]]: a node for each time the layer is called, in it a reference for each input. */
function sourcesOf(inboundNodes: unknown): string[] {
  if (!Array.isArray(inboundNodes)) return [];
  return inboundNodes.flat().map((reference: unknown) => String(Array.isArray(reference) ? reference[0] : reference));
}

/** Each layer of a chain reads the one before it and nothing else; the last one's output is the network's. */
function demandChain(file: string, layers: readonly RawLayer[], outputLayers: unknown): void {
  layers.forEach(({ name, sources }, index) => {
    const expected = index === 0 ? [] : [layers[index - 1].name];
    if (sources.join() === expected.join()) return;
    throw new BitplaneError(
      'E_LAYER',
      `${file}: layer ${name}: expected a chain in which it reads ${expected.join() || 'nothing'}, got inputs ${sources.join(', ') || 'none'}; branches cannot be exported yet`,
    );
  });
  const last = layers[layers.length - 1].name;
  const outputs = Array.isArray(outputLayers) ? sourcesOf([outputLayers]) : [last];
  if (outputs.join() === last) return;
  throw new BitplaneError(
    'E_LAYER',
    `${file}: layer ${last}: expected it to be the network's only output, got outputs ${outputs.join(', ')}`,
  );
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
