// A bias and the activation after it. Twins: the two layers one after the other, equal to the bit.
import * as tf from '@tensorflow/tfjs';
import { runNative } from './op';

/** y = max(x + bias, 0). x: [..., C]; bias: [C]. */
export const biasRelu = (x: tf.Tensor, bias: tf.Tensor): tf.Tensor => withOwnGradient('BiasRelu', [x, bias]);

/**
 * y = z where z ≥ 0, else slope·z, with z = x + bias. x: [..., C]; bias: [C]; slopes: a row of x (`isRowOf`) with a
 * multiple of C numbers.
 */
export const biasPrelu = (x: tf.Tensor, bias: tf.Tensor, slopes: tf.Tensor): tf.Tensor =>
  withOwnGradient('BiasPrelu', [x, bias, slopes]);

/** The op `name`; `nameGradient` takes its inputs and dy, and gives the gradients to all of them. */
function withOwnGradient(name: string, inputs: readonly tf.Tensor[]): tf.Tensor {
  const forward = tf.customGrad((...args) => {
    const own = args.slice(0, inputs.length) as tf.Tensor[];
    (args[inputs.length] as unknown as (tensors: tf.Tensor[]) => void)(own);
    return {
      value: runNative({ name, inputs: own })[0],
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        runNative({ name: `${name}Gradient`, inputs: [...saved, dy], numOutputs: inputs.length }),
    };
  });
  return forward(...inputs);
}
