// The exported graph opened up: every layer in onnxruntime against the reference.
import { inferTypes, INPUT, kindOf, zeros } from '@bitplane/model';
import type { Model, Tensor, TensorOf, TensorType } from '@bitplane/model';
import type { InferenceSession } from 'onnxruntime-node';
import { exposeLayers } from '../onnx/expose-layers';
import { layerTolerance } from '../onnx/tolerance';
import { firstBeyond, type Difference } from './differences';
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

/**
 * The first layer that differs from what the reference computes from the same inputs, those that onnxruntime has: signs
 * and sums at all, floats by more than their own roundings allow; null if none does. Each layer by itself, since a sign
 * of floats that were summed in another order may be the other one, and everything after it differs then.
 */
export async function firstDifferentLayer(
  { session, types }: LayersSession,
  model: Model,
  pixels: TensorOf<'uint8'>,
  image: number,
): Promise<Difference | null> {
  const outputs = await runSession(session, pixels.data, pixels);
  const tensors = new Map<string, Tensor>([[INPUT, pixels]]);
  for (const layer of model.layers) {
    const inputs = layer.inputs.map((name) => tensors.get(name)!);
    const output = kindOf(layer).forward(layer, inputs);
    const got = layerOutput(outputs, layer.name, types.get(layer.name)!);
    const index = firstBeyond(output.data, got, layerTolerance(layer, { inputs, output }));
    if (index >= 0) return { image, layer: layer.name, index, expected: output.data[index], got: got[index] };
    tensors.set(layer.name, tensorOf(types.get(layer.name)!, got));
  }
  return null;
}

function tensorOf(type: TensorType, values: Float32Array): Tensor {
  const tensor = zeros(type.element, type);
  tensor.data.set(values);
  return tensor;
}
