// An exported graph in stock onnxruntime, image by image.
import type { Shape, TensorType } from '@bitplane/model';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { layerTensor } from '../onnx/layer-scope';
import { ONNX_INPUT } from '../exporters/onnx';

/** A session that needs closing with `release()`. Throws what onnxruntime throws for a graph it does not accept. */
export const openSession = (bytes: Uint8Array): Promise<InferenceSession> =>
  InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1 });

/** All outputs for one image, uint8 [height, width, channels], by the graph's names. */
export async function runSession(
  session: InferenceSession,
  image: Uint8Array,
  { height, width, channels }: Shape,
): Promise<ReadonlyMap<string, Float32Array>> {
  const outputs = await session.run({ [ONNX_INPUT]: new Tensor('uint8', image, [1, height, width, channels]) });
  return new Map(Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]));
}

/** An exposed layer's output, [C, H, W] float32, as the reference has it: [H, W, C], signs as stored bits. */
export function layerOutput(
  outputs: ReadonlyMap<string, Float32Array>,
  layerName: string,
  { element, height, width, channels }: TensorType,
): Float32Array {
  const planar = outputs.get(layerTensor(layerName))!;
  const values = new Float32Array(planar.length);
  for (let c = 0; c < channels; c++) {
    for (let pixel = 0; pixel < height * width; pixel++) {
      const value = planar[c * height * width + pixel];
      // (1 − value) / 2 rather than value < 0: what is not ±1 shall not pass for a bit.
      values[pixel * channels + c] = element === 'bits' ? (1 - value) / 2 : value;
    }
  }
  return values;
}
