// The exported graph opened up: every layer in onnxruntime against the reference.
import { inferTypes, INPUT } from '@bitplane/model';
import type { Model, Tensor, TensorType } from '@bitplane/model';
import type { InferenceSession } from 'onnxruntime-node';
import { exposeLayers } from '../onnx/expose-layers';
import { tolerances } from '../onnx/tolerance';
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
 * The first layer that differs from the reference: signs and sums at all, floats by more than `tolerances` allows; null
 * if none does. reference: all tensors of one image by name, the image included.
 */
export async function firstDifferentLayer(
  { session, types }: LayersSession,
  model: Model,
  reference: ReadonlyMap<string, Tensor>,
  image: number,
): Promise<Difference | null> {
  const input = reference.get(INPUT)!;
  const outputs = await runSession(session, input.data as Uint8Array, input);
  const allowed = tolerances(model, reference);
  for (const { name } of model.layers) {
    const expected = reference.get(name)!.data;
    const got = layerOutput(outputs, name, types.get(name)!);
    const index = firstBeyond(expected, got, allowed.get(name)!);
    if (index >= 0) return { image, layer: name, index, expected: expected[index], got: got[index] };
  }
  return null;
}
