// Runs ops of the native library on TensorFlow's own buffers, without a copy.
import * as tf from '@tensorflow/tfjs';
import { isLibraryReady } from './library';

/** The part of tfjs-node's backend that is used here. */
interface TensorFlowBackend {
  readonly binding: { readonly TF_ATTR_INT: number };
  executeMultipleOutputs(name: string, attributes: object[], inputs: tf.Tensor[], numOutputs: number): tf.Tensor[];
}

export interface NativeCall {
  readonly name: string;
  /** float32 */
  readonly inputs: readonly tf.Tensor[];
  /**
   * The op's attribute of integers. TensorFlow keeps a kernel for each different list: sizes, never values that change
   * from step to step.
   */
  readonly numbers?: readonly number[];
  readonly numOutputs?: number;
}

let areLeftOut = false;

/** Whether native ops can run now. */
export const hasNativeOps = (): boolean => isLibraryReady() && !areLeftOut && tf.getBackend() === 'tensorflow';

/** Runs `compute` with the twins in the place of native ops: what tests and the bench compare with. */
export function withoutNativeOps<Result>(compute: () => Result): Result {
  areLeftOut = true;
  try {
    return compute();
  } finally {
    areLeftOut = false;
  }
}

/** Throws an Error with TensorFlow's text where the op rejects its inputs. */
export function runNative({ name, inputs, numbers = [], numOutputs = 1 }: NativeCall): tf.Tensor[] {
  const backend = tf.backend() as unknown as TensorFlowBackend;
  const attributes =
    numbers.length === 0 ? [] : [{ name: 'numbers', type: backend.binding.TF_ATTR_INT, value: [...numbers] }];
  return backend.executeMultipleOutputs(`Bitplane${name}`, attributes, [...inputs], numOutputs);
}
