// A model as Keras and TensorFlow.js describe it in JSON: Sequential or functional, with the models that are layers of
// it.
import { BitplaneError } from '@bitplane/model';
import { shown } from './shown';

export type Json = Readonly<Record<string, unknown>>;

/** One of the tensors that a layer makes. */
export interface Reference {
  readonly layer: string;
  readonly output: number;
}

export interface RawLayer {
  readonly name: string;
  readonly className: string;
  readonly config: Json;
  /** What it reads, for each time it is called; null where the file does not say, as in a Sequential model. */
  readonly calls: readonly (readonly Reference[])[] | null;
  /** Of a layer that is a model itself. */
  readonly model: RawModel | null;
}

export interface RawModel {
  readonly name: string | null;
  readonly isSequential: boolean;
  readonly layers: readonly RawLayer[];
  /** Null: the file does not say. */
  readonly inputs: readonly Reference[] | null;
  readonly outputs: readonly Reference[] | null;
  /** [null, height, width, channels] of a Sequential model whose layers do not say it. */
  readonly inputShape: unknown;
}

/** All layers of all nested models, input layers included. */
export const leavesOf = ({ layers }: RawModel): RawLayer[] =>
  layers.flatMap((layer) => (layer.model === null ? [layer] : leavesOf(layer.model)));

export const asObject = (value: unknown): Json | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;

/** Null for what has no layers. Throws E_FILE for layers without class or configuration. */
export function readRawModel(file: string, value: Json | null): RawModel | null {
  const config = asObject(value?.config);
  // Keras of long ago wrote the layers of a Sequential model without a name for it.
  const layers = Array.isArray(value?.config) ? (value.config as unknown[]) : config?.layers;
  if (!Array.isArray(layers) || layers.length === 0) return null;
  return {
    name: typeof config?.name === 'string' ? config.name : null,
    isSequential: value?.class_name === 'Sequential',
    layers: layers.map((layer: unknown, index) => readLayer(file, layer, index)),
    inputs: referencesIn(config?.input_layers),
    outputs: referencesIn(config?.output_layers),
    inputShape: config?.build_input_shape ?? null,
  };
}

function readLayer(file: string, value: unknown, index: number): RawLayer {
  const layer = asObject(value);
  const model = readRawModel(file, layer);
  const config = asObject(layer?.config) ?? (model === null ? null : {});
  const className = layer?.class_name;
  if (layer === null || config === null || typeof className !== 'string') {
    throw new BitplaneError('E_FILE', `${file}: layer ${index}: expected class_name and config, got ${shown(value)}`);
  }
  const name = [layer.name, config.name].find((candidate) => typeof candidate === 'string') ?? className;
  const calls = Array.isArray(layer.inbound_nodes)
    ? layer.inbound_nodes.map(
        (call) => keras3References(call) ?? referencesIn(call) ?? [{ layer: shown(call), output: 0 }],
      )
    : null;
  return { name, className: withoutPackage(className), config, calls, model };
}

/** "Larq>QuantConv2D": the name under which a package registered a class. */
const withoutPackage = (className: string): string => className.replace(/^Larq>/, '');

/**
 * A call as Keras 3 writes it: { args, kwargs }, tensors among them as { class_name: "__keras_tensor__", config: {
 * keras_history } }.
 */
function keras3References(call: unknown): Reference[] | null {
  const { args, kwargs } = asObject(call) ?? {};
  if (!Array.isArray(args)) return null;
  const values: unknown[] = [...(args as unknown[]), ...Object.values(asObject(kwargs) ?? {})];
  return values.flat().flatMap((value) => {
    const tensor = asObject(value);
    return tensor?.class_name === '__keras_tensor__' ? [referenceIn(asObject(tensor.config)?.keras_history)] : [];
  });
}

/** [["conv1", 0, 0, {}], ["conv2", 0, 0, {}]], or ["conv1", 0, 0] alone: a layer, its call and its output for each. */
function referencesIn(value: unknown): Reference[] | null {
  if (!Array.isArray(value)) return null;
  if (typeof value[0] === 'string' && typeof value[1] === 'number') return [referenceIn(value)];
  return value.map(referenceIn);
}

function referenceIn(value: unknown): Reference {
  if (!Array.isArray(value)) return { layer: shown(value), output: 0 };
  const output: unknown = value[2];
  return { layer: shown(value[0]), output: typeof output === 'number' ? output : 0 };
}
