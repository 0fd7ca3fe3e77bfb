import type * as tf from '@tensorflow/tfjs';
import { approxSign } from './approx-sign';
import type { QuantizerKind } from './quantizer';

/**
 * Sign with a learned threshold for each channel (RSign).
 *
 *     q(x) = +1 if x ≥ shift_c, else −1
 *     ∂q/∂x ≈ 2 − 2|x − shift_c| if |x − shift_c| ≤ 1, else 0
 *     ∂q/∂shift_c ≈ −∂q/∂x, summed over all elements of the channel
 *
 * @param x float32 [..., channels]; not NaN.
 * @param shift [channels]; a layer's starts at 0, where this is approx-sign.
 * @returns float32 of the same shape, every value −1 or +1.
 *
 * Liu et al., "ReActNet", arXiv:2003.03488, equation (5).
 */
export function reactSign(x: tf.Tensor, shift: tf.Tensor): tf.Tensor {
  return approxSign(x.sub(shift));
}

export const REACT_SIGN: QuantizerKind<Record<string, never>> = {
  roles: ['input'],
  settings: () => ({}),
  create: () => ({
    range: [-1, 1],
    numBits: 1,
    build: (shape) => [{ name: 'shift', initial: new Array<number>(shape.at(-1) ?? 0).fill(0), trainable: true }],
    sign: { derivative: { kind: 'approx-sign' }, shift: ({ variables }) => variables.shift.read().neg() },
    quantize: (x, { variables }) => reactSign(x, variables.shift.read()),
  }),
};
