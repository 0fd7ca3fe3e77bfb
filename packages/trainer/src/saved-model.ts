// A trained network as it is on disk, whichever files hold it.
import type * as tf from '@tensorflow/tfjs';
import type { DataRecord } from '@bitplane/model';
import type { NamedTensor } from './safetensors';

export interface SavedModel {
  /** The file that holds the topology, for messages. */
  readonly path: string;
  /** TensorFlow.js's JSON of the layers. */
  readonly topology: object;
  /** Layers of nested models may have weights of the same name. */
  readonly weights: readonly NamedTensor[];
  /** The images that it was trained on; null in files of older versions. */
  readonly data: DataRecord | null;
}

/** The values of float32 tensors, one after the other. */
export function float32Bytes(tensors: readonly tf.Tensor[]): Buffer {
  return Buffer.concat(
    tensors.map((tensor) => {
      const values = tensor.dataSync<'float32'>();
      return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    }),
  );
}
