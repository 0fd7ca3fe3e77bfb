// Where the scales of a residual quantizer come from. Those of a kernel are always live: at export its weights are
// constants.
import * as tf from '@tensorflow/tfjs';
import type { Quantizer, QuantizerState, QuantizerVariable, Role } from './quantizer';
import { residual, residualWithScales, type ResidualPlan } from './residual';
import { oneOf, type Setting } from './settings';

/**
 * live: from the tensor at hand, in evaluation too, as CNTK does; an answer depends on its batch, so that an export
 * freezes them. frozen: from the tensor at hand in training, from their running mean in evaluation, as batch
 * normalization does. learned: by gradient descent.
 */
export type ActivationScale = 'frozen' | 'live' | 'learned';

export const activationScale = (role: Role): Setting<ActivationScale> =>
  role === 'kernel' ? oneOf<ActivationScale>('live') : oneOf<ActivationScale>('frozen', 'live', 'learned');

/** Share of the old running mean that stays at each step, that of the reference network's batch normalization. */
const MOMENTUM = 0.9;

/**
 * mean|r_i| of a standard normal x, which is what a batch normalization hands on: the first values of running means and
 * learned scales.
 */
export const NORMAL_SCALES: readonly number[] = [0.79788, 0.48262, 0.26844, 0.15967];

/**
 * Residual quantization of one tensor whose scales have this source. `plan` is asked at each call, for the shape at
 * hand.
 */
export function scaledResidual(
  scale: ActivationScale,
  numPlanes: number,
  plan: (x: tf.Tensor) => ResidualPlan,
): Pick<Quantizer, 'build' | 'quantize'> {
  if (scale === 'live') return { quantize: (x) => residual(x, plan(x)) };
  const variable: QuantizerVariable = {
    name: 'scale',
    initial: NORMAL_SCALES.slice(0, numPlanes),
    trainable: scale === 'learned',
  };
  const quantize = (x: tf.Tensor, { variables, training }: QuantizerState): tf.Tensor =>
    scale === 'frozen' && training
      ? residual(x, plan(x), (scales) => follow(variables.scale, scales))
      : residualWithScales(x, variables.scale.read(), plan(x));
  return { build: () => [variable], quantize };
}

function follow(mean: tf.LayerVariable, scales: tf.Tensor[]): void {
  const now = tf.stack(scales.map((scale) => scale.reshape([])));
  mean.write(
    mean
      .read()
      .mul(MOMENTUM)
      .add(now.mul(1 - MOMENTUM)),
  );
}
