// The optimizers by kind.
import type * as tf from '@tensorflow/tfjs';
import { adam, type Adam } from './adam';
import { bop, type BinaryOptimizer } from './bop';
import { momentumSgd, type MomentumSgd } from './momentum-sgd';
import type { Optimizer } from './optimizer';
import type { OptimizerSettings } from './settings';

export type { Moment, Optimizer } from './optimizer';

interface SortedWeights {
  /** Of binary kernels. */
  readonly latents: readonly tf.Variable[];
  readonly others: readonly tf.Variable[];
}

/** What a recipe with Bop trains with. */
export interface Bop extends Optimizer {
  readonly kind: 'bop';
  /** Of the latents. */
  readonly binary: BinaryOptimizer;
  /** Of the others. */
  readonly rest: Optimizer;
}

/** An optimizer of the list, by its kind. */
export type KnownOptimizer = Adam | MomentumSgd | Bop;

/** Its update takes the gradients of the latents, then those of the others. */
export function makeOptimizer({ latents, others }: SortedWeights, settings: OptimizerSettings): KnownOptimizer {
  switch (settings.kind) {
    case 'adam':
      return adam([...latents, ...others], settings);
    case 'momentum-sgd':
      return momentumSgd([...latents, ...others], settings);
    case 'bop': {
      const binary = bop(latents, settings);
      const rest = makeOptimizer({ latents: [], others }, settings.others);
      return {
        kind: 'bop',
        binary,
        rest,
        slots: [...binary.slots, ...rest.slots],
        learningRate: (moment) => rest.learningRate(moment),
        update(gradients, moment) {
          binary.update(gradients.slice(0, latents.length), moment);
          rest.update(gradients.slice(latents.length), moment);
        },
      };
    }
  }
}
