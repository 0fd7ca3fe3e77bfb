import * as tf from '@tensorflow/tfjs';
import { zeroSlots, type Moment, type Optimizer } from './optimizer';

export interface MomentumSgdPhase {
  /** Share of the run that the phase takes; all shares add up to 1. */
  readonly share: number;
  /** Learning rate per image: a step of n images takes n times as much. */
  readonly ratePerImage: number;
  /** Images after which a gradient's weight has fallen to 1/e: m = exp(−batch size / momentumImages); 0 means no momentum. */
  readonly momentumImages: number;
}

export interface MomentumSgdSettings {
  readonly kind: 'momentum-sgd';
  readonly phases: readonly MomentumSgdPhase[];
}

/** The phase that holds at this share of the run, 0 … 1. */
export function phaseAt({ phases }: MomentumSgdSettings, progress: number): MomentumSgdPhase {
  let end = 0;
  // A share like 20/80 of 6,250 steps must end on a whole step, whatever the sum of shares rounds to.
  const tolerance = 1e-9;
  return phases.find(({ share }) => progress < (end += share) - tolerance) ?? phases[phases.length - 1];
}

/**
 * Stochastic gradient descent with unit-gain momentum: a change of m leaves the size of the steps as it is.
 *
 *     v ← m·v + (1 − m)·g      w ← w − batchSize·ratePerImage·v
 *
 * CNTK's `momentum_sgd` with `unit_gain=True`, momentum as a time constant.
 */
export function momentumSgd(
  variables: readonly tf.Variable[],
  settings: MomentumSgdSettings,
  batchSize: number,
): Optimizer {
  const velocities = zeroSlots(variables);
  const learningRate = ({ progress }: Moment): number => batchSize * phaseAt(settings, progress).ratePerImage;

  return {
    slots: velocities,
    learningRate,
    update(gradients, moment) {
      const { momentumImages } = phaseAt(settings, moment.progress);
      const momentum = momentumImages === 0 ? 0 : Math.exp(-batchSize / momentumImages);
      const rate = learningRate(moment);
      tf.tidy(() => {
        variables.forEach((variable, i) => {
          velocities[i].assign(velocities[i].mul(momentum).add(gradients[i].mul(1 - momentum)));
          variable.assign(variable.sub(velocities[i].mul(rate)));
        });
      });
    },
  };
}
