// The exported graph opened up: every layer in onnxruntime against the reference.
import { inferTypes, INPUT, kindOf, zeros } from '@bitplane/model';
import type { Model, Tensor, TensorOf, TensorType } from '@bitplane/model';
import type { InferenceSession } from 'onnxruntime-node';
import { exposeLayers } from '../onnx/expose-layers';
import { layerTolerance } from '../onnx/tolerance';
import type { Place } from './differences';
import { LayerRecords } from './layers/layer-records';
import { firstWrong } from './layers/layers-report';
import { layerOutput, openSession, runSession } from './onnx-session';

export interface LayersSession {
  readonly session: InferenceSession;
  readonly types: ReadonlyMap<string, TensorType>;
}

/** A session of the graph that hands out every layer's output; close it with `session.release()`. */
export async function openLayers(model: Model, bytes: Uint8Array): Promise<LayersSession> {
  const names = model.layers.map(({ name }) => name);
  return { session: await openSession(exposeLayers(bytes, names)), types: inferTypes(model) };
}

interface OpenedImage {
  readonly model: Model;
  readonly pixels: TensorOf<'uint8'>;
  readonly image: number;
  /** Called before each layer, with its place in the model. */
  readonly onLayer?: (layer: number) => void;
}

/**
 * Records how far each layer is from what the reference computes from the same inputs, those that onnxruntime has:
 * signs and sums have to be the same, floats within their own roundings. Each layer by itself, since a sign of floats
 * that were summed in another order may be the other one, and everything after it differs then.
 */
export async function recordLayers(
  { session, types }: LayersSession,
  { model, pixels, image, onLayer }: OpenedImage,
  records: LayerRecords,
): Promise<void> {
  const outputs = await runSession(session, pixels.data, pixels);
  const tensors = new Map<string, Tensor>([[INPUT, pixels]]);
  for (const [place, layer] of model.layers.entries()) {
    onLayer?.(place);
    const inputs = layer.inputs.map((name) => tensors.get(name)!);
    const output = kindOf(layer).forward(layer, inputs);
    const got = layerOutput(outputs, layer.name, types.get(layer.name)!);
    const bound = layerTolerance(layer, { inputs, output });
    records.of(layer).add({ image, shape: output, expected: output.data, got, bound });
    tensors.set(layer.name, tensorOf(types.get(layer.name)!, got));
  }
}

/** The first layer that is further off than it may be; null if none is. */
export async function firstDifferentLayer(
  layers: LayersSession,
  model: Model,
  pixels: TensorOf<'uint8'>,
  image: number,
): Promise<Place | null> {
  const records = new LayerRecords(model);
  await recordLayers(layers, { model, pixels, image }, records);
  return firstWrong(records.reports());
}

function tensorOf(type: TensorType, values: Float32Array): Tensor {
  const tensor = zeros(type.element, type);
  tensor.data.set(values);
  return tensor;
}
