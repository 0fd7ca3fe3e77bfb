// The layers of a model.json in their order: Sequential, or a functional model that is one chain.
import { BitplaneError, type Shape } from '@bitplane/model';

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

interface RawLayer {
  readonly class_name: string;
  readonly config: Json;
  readonly name?: string;
  readonly inbound_nodes?: readonly (readonly (readonly [string, ...unknown[]])[])[];
}

/** Throws E_FILE for text that is not such a model, E_LAYER for a layer with two inputs or readers, E_SHAPE for an image without fixed sizes. */
export function readTopology(file: string, text: string): Topology {
  const root = parse(file, text);
  const outer = root.modelTopology as Json | undefined;
  const topology = (outer?.model_config ?? outer) as Json | undefined;
  const config = topology?.config as Json | undefined;
  if (config === undefined || !Array.isArray(config.layers) || config.layers.length === 0) {
    throw new BitplaneError(
      'E_FILE',
      `${file}: expected a TensorFlow.js LayersModel with modelTopology.config.layers, got a file without; save the network with model.save()`,
    );
  }
  const raw = config.layers as RawLayer[];
  const ordered = topology?.class_name === 'Sequential' ? raw : chainOf(file, raw);
  const batchShape = ordered[0].config.batch_input_shape;
  return {
    name: typeof config.name === 'string' ? config.name : 'network',
    input: imageShape(file, batchShape),
    layers: ordered
      .filter(({ class_name }) => class_name !== 'InputLayer')
      .map(({ class_name, config: layerConfig }) => ({ className: class_name, config: layerConfig })),
    weightsManifest: root.weightsManifest,
  };
}

function parse(file: string, text: string): Json {
  try {
    const root: unknown = JSON.parse(text);
    if (typeof root === 'object' && root !== null) return root as Json;
  } catch (cause) {
    throw new BitplaneError('E_FILE', `${file}: expected JSON, got ${(cause as Error).message}`, { cause });
  }
  throw new BitplaneError('E_FILE', `${file}: expected a JSON object with modelTopology, got ${text.slice(0, 20)}`);
}

/** Each layer of a chain reads the one before it and nothing else. */
function chainOf(file: string, layers: readonly RawLayer[]): readonly RawLayer[] {
  layers.forEach((layer, index) => {
    const sources = (layer.inbound_nodes ?? []).flat().map(([source]) => source);
    const expected = index === 0 ? [] : [nameOf(layers[index - 1])];
    if (sources.join() !== expected.join()) {
      throw new BitplaneError(
        'E_LAYER',
        `${file}: layer ${nameOf(layer)}: expected a chain in which it reads ${expected.join() || 'nothing'}, got inputs ${sources.join(', ') || 'none'}; branches cannot be exported yet`,
      );
    }
  });
  return layers;
}

const nameOf = ({ name, config }: RawLayer): string => name ?? String(config.name);

function imageShape(file: string, batchShape: unknown): Shape {
  const sizes = Array.isArray(batchShape) ? batchShape.slice(1) : [];
  if (sizes.length !== 3 || !sizes.every((size) => Number.isInteger(size) && (size as number) > 0)) {
    throw new BitplaneError(
      'E_SHAPE',
      `${file}: expected a first layer with batch_input_shape [null, height, width, channels], got ${JSON.stringify(batchShape)}`,
    );
  }
  const [height, width, channels] = sizes as number[];
  return { height, width, channels };
}
