import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { zeroSlots, type Moment, type Optimizer } from './optimizer';
import { rateAt, rateFields } from './schedules';
import { phaseAt, phasesSchema } from './schedules/phases';

const momentumNumber = z.number().min(0).lt(1);

export const momentumSgdSchema = z.strictObject({
  kind: z.literal('momentum-sgd'),
  ...rateFields,
  /** m: one number for the whole run, or one for each phase. */
  momentum: z.union([momentumNumber, phasesSchema({ momentum: momentumNumber })], {
    error: 'Invalid input: expected a number from 0 to below 1, or phases [{ "share", "momentum" }] that add up to 1',
  }),
  /** A change of m leaves the size of the steps as it is. */
  unitGain: z.boolean(),
});

export type MomentumSgdSettings = z.infer<typeof momentumSgdSchema>;

export interface MomentumSgd extends Optimizer {
  readonly kind: 'momentum-sgd';
}

/**
 * Stochastic gradient descent with momentum.
 *
 *     plain:      v ← m·v + g                w ← w − lr·v
 *     unit gain:  v ← m·v + (1 − m)·g        w ← w − lr·v
 *
 * Polyak 1964, in the form of Sutskever et al. 2013 with the rate outside of v; unit gain as CNTK's `momentum_sgd` with
 * `unit_gain=True`.
 */
export function momentumSgd(variables: readonly tf.Variable[], settings: MomentumSgdSettings): MomentumSgd {
  const velocities = zeroSlots(variables);
  const learningRate = ({ progress }: Moment): number => rateAt(settings, progress);

  return {
    kind: 'momentum-sgd',
    slots: velocities,
    learningRate,
    update(gradients, moment) {
      const momentum = momentumAt(settings, moment.progress);
      const gain = settings.unitGain ? 1 - momentum : 1;
      const rate = learningRate(moment);
      tf.tidy(() => {
        variables.forEach((variable, i) => {
          velocities[i].assign(velocities[i].mul(momentum).add(gradients[i].mul(gain)));
          variable.assign(variable.sub(velocities[i].mul(rate)));
        });
      });
    },
  };
}

const momentumAt = ({ momentum }: MomentumSgdSettings, progress: number): number =>
  typeof momentum === 'number' ? momentum : phaseAt(momentum, progress).momentum;
