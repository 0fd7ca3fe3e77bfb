// A model.json: which network it holds, its layers in their order, and the list of its weights.
import { BitplaneError, INPUT, type Shape } from '@bitplane/model';
import { flattenModel } from '../keras/flatten-model';
import type { LayerEntry } from '../keras/network';
import { asObject, leavesOf, readRawModel, type Json, type RawLayer } from '../keras/raw-model';
import { readJson } from '../keras/read-json';
import { shown } from '../keras/shown';

export interface Topology {
  readonly name: string;
  readonly input: Shape;
  /** Without input layers, nested models flattened; each after what it reads, the network's output last. */
  readonly layers: readonly LayerEntry[];
  readonly weightsManifest: unknown;
}

/** What the layers' classes are looked at for, before anything that depends on shapes. Throws E_LAYER. */
type CheckLayer = (layer: Pick<RawLayer, 'name' | 'className' | 'config'>) => void;

const TRAIN_HERE =
  'build the network from the layers of docs/networks.md and train it with "npx nx run trainer:train --network FILE.ts"';

/**
 * Throws E_FILE for text that is not such a model, E_LAYER for one with several images or outputs, or with a layer that
 * is called twice, E_SHAPE for an image without fixed sizes.
 */
export function readTopology(file: string, text: string, checkLayer: CheckLayer): Topology {
  const root = parse(file, text);
  const outer = asObject(root.modelTopology);
  requireLayersModel(file, root, outer);
  const topology = asObject(outer?.model_config) ?? outer;
  const model = readRawModel(file, topology);
  if (model === null) {
    throw new BitplaneError(
      'E_FILE',
      `${file}: expected a TensorFlow.js LayersModel with modelTopology.config.layers, got a file without them; save the network with model.save()`,
    );
  }
  for (const layer of leavesOf(model)) checkLayer(layer);
  return {
    name: model.name ?? 'network',
    input: imageShape(file, leavesOf(model)[0].config.batch_input_shape),
    layers: flattenModel(file, model, [INPUT]),
    weightsManifest: root.weightsManifest,
  };
}

function parse(file: string, text: string): Json {
  const root = readJson(file, text);
  const object = asObject(root);
  if (object !== null) return object;
  throw new BitplaneError('E_FILE', `${file}: expected a JSON object with modelTopology, got ${text.slice(0, 20)}`);
}

/** Throws E_FILE for the other formats that tensorflowjs_converter writes. */
function requireLayersModel(file: string, root: Json, topology: Json | null): void {
  const reject = (got: string): never => {
    throw new BitplaneError('E_FILE', `${file}: expected a TensorFlow.js LayersModel, got ${got}; ${TRAIN_HERE}`);
  };
  if (root.format === 'graph-model' || Array.isArray(topology?.node))
    reject('a graph model, which no longer has layers');
  const version = topology?.keras_version;
  if (typeof version === 'string' && /^3\./.test(version)) reject(`one of Keras ${version}`);
  const config = asObject(asObject(topology?.model_config)?.config) ?? asObject(topology?.config);
  const layers = Array.isArray(config?.layers) ? config.layers.map(asObject) : [];
  const isKeras3 = (layer: Json | null): boolean =>
    layer?.module !== undefined || asObject(layer?.config)?.batch_shape !== undefined;
  if (layers.some(isKeras3)) reject('one of Keras 3');
}

function imageShape(file: string, batchShape: unknown): Shape {
  const sizes = Array.isArray(batchShape) ? batchShape.slice(1) : [];
  if (sizes.length !== 3 || !sizes.every((size) => Number.isInteger(size) && (size as number) > 0)) {
    throw new BitplaneError(
      'E_SHAPE',
      `${file}: expected a first layer with batch_input_shape [null, height, width, channels], got ${shown(batchShape)}; ` +
        'give the first layer inputShape: [height, width, channels]',
    );
  }
  const [height, width, channels] = sizes as number[];
  return { height, width, channels };
}
