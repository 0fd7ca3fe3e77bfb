// Convolutions of which one operand or both hold only ±1.
import * as tf from '@tensorflow/tfjs';
import { hasNativeOps, runNative } from './op';
import type { KernelOverride } from './overrides';
import { areSigns } from './signs';
import { windowNumbers, type ConvolutionShape } from './window';

interface Conv2DAttributes {
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dilations: number | [number, number];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** The geometry of a convolution of TensorFlow.js; x: [N, H, W, C], filter: [R, S, C, O]. */
export function convolutionShape(x: tf.Tensor, filter: tf.Tensor, attributes: unknown): ConvolutionShape {
  const { strides, pad, dataFormat, dilations, dimRoundingMode } = attributes as Conv2DAttributes;
  const [image, kernel] = [x.shape, filter.shape] as [number, number, number, number][];
  const layout = dataFormat === 'NHWC' ? 'channelsLast' : 'channelsFirst';
  return tf.backend_util.computeConv2DInfo(image, kernel, strides, dilations, pad, dimRoundingMode, false, layout);
}

/** Whether the native ops take a convolution of this geometry. */
const applies = (shape: ConvolutionShape): boolean => hasNativeOps() && shape.dataFormat === 'channelsLast';

/** A sign's pseudo-gradient q'(x): 1 where |x| ≤ clip, or max(2 − 2·|x|, 0). */
export type SignDerivative = { readonly kind: 'window'; readonly clip: number } | { readonly kind: 'approx-sign' };

/** The native op's number of each. */
const FOLLOWS = { nothing: 0, window: 1, 'approx-sign': 2 } as const;

/** No tensor: an op's optional input that is left out. */
const none = (): tf.Tensor => tf.tensor1d([]);

/**
 * y = conv2d(x, filter) where both hold ±1: K − 2·popcount(x XOR filter), K = terms inside the image. An integer, so
 * equal to the twin, TensorFlow's Conv2D, to the bit. [64, 15, 15, 64] → 128 filters 3×3, 2 cores: 2 ms against 18 ms.
 */
export const signConv2D: KernelOverride = {
  kernelName: tf.Conv2D,
  run({ x, filter }, attributes) {
    if (!areSigns(x) || !areSigns(filter)) return null;
    const shape = convolutionShape(x, filter, attributes);
    if (!applies(shape)) return null;
    return runNative({ name: 'SignConv2D', inputs: [x, filter, none()], numbers: windowNumbers(shape) })[0];
  },
};

/**
 * ∂L/∂x of y = conv2d(x, filter) where the filter holds ±1; x may hold anything. null where the native op does not
 * apply. Sums of four gradients are made once and looked up by four bits of the filter: native/sign_tables.h.
 */
export function signInputGradient(dy: tf.Tensor, filter: tf.Tensor, shape: ConvolutionShape): tf.Tensor | null {
  if (!areSigns(filter) || !applies(shape)) return null;
  return inputGradient({ dy, filter, shape, x: none(), shift: none(), derivative: null })[0];
}

/** ∂L/∂filter where x holds ±1; the filter may hold anything. null where the native op does not apply. */
export function signFilterGradient(x: tf.Tensor, dy: tf.Tensor, shape: ConvolutionShape): tf.Tensor | null {
  if (!areSigns(x) || !applies(shape)) return null;
  return filterGradient({ x, dy, shape, shift: none() });
}

export interface LatentConv2D {
  /** [N, H, W, C], whose signs are convolved. */
  readonly x: tf.Tensor4D;
  /** [R, S, C, O] of ±1. */
  readonly filter: tf.Tensor4D;
  /** [C], added to x before the sign; null: none. */
  readonly shift: tf.Tensor | null;
  readonly derivative: SignDerivative;
  /** As `tf.conv2d` takes it. */
  readonly strides: [number, number];
  readonly padding: 'same' | 'valid';
  readonly dilations: [number, number];
}

/**
 * y = conv2d(sign(x + shift), filter) with the sign's pseudo-gradient, in one pass forward and two backward: the signs
 * are bits inside the ops, and neither they nor x + shift are ever written. Null where the filter is not known to hold
 * ±1, or native ops do not run. Twin: the addition, the sign and the convolution one after the other, equal to the bit
 * but for the sum that is the shift's gradient, which is added in another order.
 */
export function latentConv2D(convolution: LatentConv2D): tf.Tensor4D | null {
  const { derivative, strides, padding: pad, dilations } = convolution;
  const shape = convolutionShape(convolution.x, convolution.filter, { strides, pad, dilations, dataFormat: 'NHWC' });
  if (!areSigns(convolution.filter) || !applies(shape)) return null;
  const shifts = convolution.shift === null ? [] : [convolution.shift];
  const forward = tf.customGrad((...args) => {
    const [x, filter, shift = none()] = args.slice(0, 2 + shifts.length) as tf.Tensor[];
    (args[2 + shifts.length] as unknown as (tensors: tf.Tensor[]) => void)([x, filter, shift]);
    return {
      value: runNative({ name: 'SignConv2D', inputs: [x, filter, shift], numbers: windowNumbers(shape) })[0],
      gradFunc(dy: tf.Tensor, [image, weights, moved]: tf.Tensor[]) {
        const [dx, dshift] = inputGradient({ dy, filter: weights, shape, x: image, shift: moved, derivative });
        const dfilter = filterGradient({ x: image, dy, shape, shift: moved });
        return shifts.length === 0 ? [dx, dfilter] : [dx, dfilter, dshift];
      },
    };
  });
  return forward(convolution.x, convolution.filter, ...shifts) as tf.Tensor4D;
}

interface InputGradient {
  readonly dy: tf.Tensor;
  readonly filter: tf.Tensor;
  readonly shape: ConvolutionShape;
  readonly x: tf.Tensor;
  readonly shift: tf.Tensor;
  readonly derivative: SignDerivative | null;
}

/** [∂L/∂x, ∂L/∂shift]; without a derivative, that to the signs. */
function inputGradient({ dy, filter, shape, x, shift, derivative }: InputGradient): tf.Tensor[] {
  const follows = FOLLOWS[derivative?.kind ?? 'nothing'];
  const clip = tf.tensor1d([derivative?.kind === 'window' ? derivative.clip : 0]);
  return runNative({
    name: 'SignConv2DInputGradient',
    inputs: [dy, filter, x, shift, clip],
    numbers: [...windowNumbers(shape), shape.inHeight, shape.inWidth, follows],
    numOutputs: 2,
  });
}

function filterGradient({ x, dy, shape, shift }: Omit<InputGradient, 'filter' | 'derivative'>): tf.Tensor {
  const inputs = [x, dy, shift];
  return runNative({ name: 'SignConv2DFilterGradient', inputs, numbers: windowNumbers(shape) })[0];
}
