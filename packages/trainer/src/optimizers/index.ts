// The optimizers by kind.
import type * as tf from '@tensorflow/tfjs';
import type { Recipe } from '../recipes';
import { adam } from './adam';
import { momentumSgd } from './momentum-sgd';
import type { Optimizer } from './optimizer';

export type { Moment, Optimizer } from './optimizer';

export function makeOptimizer(
  variables: readonly tf.Variable[],
  settings: Recipe['optimizer'],
  batchSize: number,
): Optimizer {
  switch (settings.kind) {
    case 'adam':
      return adam(variables, settings);
    case 'momentum-sgd':
      return momentumSgd(variables, settings, batchSize);
  }
}
