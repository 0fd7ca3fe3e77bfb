// Walks a model in order and asks each layer's kind: the reference that every other implementation is compared with.
import { BitplaneError } from './errors';
import { INPUT, type Layer, type Model } from './graph';
import { kindOf } from './layers';
import type { Cost } from './layers/layer-kind';
import { MAX_SIDE, numElements, type Tensor, type TensorOf, type TensorType } from './tensor';

/** More would not be addressed by the runtime's 32-bit numbers. */
const MAX_ELEMENTS = 2 ** 31 - 1;

/**
 * The types of all tensors by name, the image's (INPUT) first, then the layers' in order. Throws E_LAYER, E_SHAPE,
 * E_VALUE.
 */
export function inferTypes(model: Model): Map<string, TensorType> {
  const { height, width, channels } = model.input;
  const types = new Map<string, TensorType>();
  types.set(INPUT, requireAddressable(model.name, { element: 'uint8', height, width, channels }));
  if (model.layers.length === 0) {
    throw new BitplaneError('E_LAYER', `model '${model.name}': expected at least one layer, got none`);
  }
  for (const layer of model.layers) {
    requireFreshName(layer, types);
    const output = kindOf(layer).outputType(layer, inputsOf(layer, types));
    types.set(layer.name, requireAddressable(layer.name, output));
  }
  return types;
}

/** Throws E_LAYER for a layer that no later one reads and that is not the last: work for nothing, or a wrong name. */
export function requireAllRead({ layers }: Model): void {
  const read = new Set(layers.flatMap(({ inputs }) => inputs));
  const unread = layers.slice(0, -1).find(({ name }) => !read.has(name));
  if (unread === undefined) return;
  throw new BitplaneError(
    'E_LAYER',
    `layer '${unread.name}' (${unread.kind}): expected a later layer to read it, got none; remove it`,
  );
}

export interface LayerCost extends Cost {
  readonly layer: Layer;
  readonly output: TensorType;
}

/** The cost of each layer, in order. Throws what inferTypes throws. */
export function modelCost(model: Model): LayerCost[] {
  const types = inferTypes(model);
  return model.layers.map((layer) => ({
    layer,
    output: types.get(layer.name)!,
    ...kindOf(layer).cost(layer, inputsOf(layer, types)),
  }));
}

/**
 * Runs one image, uint8 [height, width, channels], and returns the last layer's output. `onOutput` is given each
 * layer's as it is made. Throws E_SHAPE if the image is not the model's, else what inferTypes and the layers throw.
 */
export function run(
  model: Model,
  image: TensorOf<'uint8'>,
  onOutput: (layer: Layer, output: Tensor) => void = () => {},
): Tensor {
  const types = inferTypes(model);
  requireImage(types.get(INPUT)!, image);
  const lastReaders = new Map(model.layers.flatMap((layer) => layer.inputs.map((name) => [name, layer])));
  const tensors = new Map<string, Tensor>([[INPUT, image]]);
  let output: Tensor = image;
  for (const layer of model.layers) {
    output = kindOf(layer).forward(layer, inputsOf(layer, tensors));
    for (const name of layer.inputs) if (lastReaders.get(name) === layer) tensors.delete(name);
    if (lastReaders.has(layer.name)) tensors.set(layer.name, output);
    onOutput(layer, output);
  }
  return output;
}

function inputsOf<Value>(layer: Layer, values: ReadonlyMap<string, Value>): Value[] {
  return layer.inputs.map((name) => {
    const value = values.get(name);
    if (value !== undefined) return value;
    throw new BitplaneError(
      'E_LAYER',
      `layer '${layer.name}' (${layer.kind}): expected its input to be '${INPUT}' or an earlier layer, got '${name}'`,
    );
  });
}

function requireFreshName({ name, kind }: Layer, taken: ReadonlyMap<string, unknown>): void {
  if (name !== '' && !taken.has(name)) return;
  throw new BitplaneError(
    'E_LAYER',
    `layer '${name}' (${kind}): expected a name of its own, got one that is empty or taken`,
  );
}

function requireAddressable(owner: string, type: TensorType): TensorType {
  const { height, width, channels } = type;
  const isWhole = [height, width, channels].every((extent) => Number.isSafeInteger(extent) && extent > 0);
  const shape = `${height}×${width}×${channels}`;
  if (!isWhole || numElements(type) > MAX_ELEMENTS) {
    const expected = 'height, width and channels above 0 with a product below 2^31';
    throw new BitplaneError('E_SHAPE', `'${owner}': expected ${expected}, got ${shape}`);
  }
  if (Math.max(height, width) <= MAX_SIDE) return type;
  throw new BitplaneError('E_SHAPE', `'${owner}': expected at most ${MAX_SIDE} rows and columns, got ${shape}`);
}

function requireImage(expected: TensorType, { element, height, width, channels, data }: TensorOf<'uint8'>): void {
  const isExpected =
    element === 'uint8' &&
    height === expected.height &&
    width === expected.width &&
    channels === expected.channels &&
    data.length === numElements(expected);
  if (isExpected) return;
  throw new BitplaneError(
    'E_SHAPE',
    `image: expected uint8 ${expected.height}×${expected.width}×${expected.channels}, got ${element} ${height}×${width}×${channels} of ${data.length} elements`,
  );
}
