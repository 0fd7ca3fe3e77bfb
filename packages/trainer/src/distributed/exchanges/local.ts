import * as tf from '@tensorflow/tfjs';
import { amount, amountBelow, integer } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { zeroSlots } from '../../optimizers/optimizer';
import { bucketSum } from '../bucket-sum';
import type { Choice, Exchange, ExchangeContext, ExchangeKind } from './exchange';
import { full } from './full';

/**
 * Local steps. Each rank makes H steps of the optimizer with its own gradients, n·g_r, then all take one outer step
 * from the weights a at which they last met, along the mean of what the ranks have done:
 *
 *     Δ = mean over the ranks of (a − w_r)      v ← μ·v + Δ      a ← a − η·(Δ + μ·v)      w_r ← a
 *
 * This is Nesterov's momentum as in DiLoCo (Douillard et al., arXiv:2311.08105, algorithm 1, which takes η = 0.7 and μ
 * = 0.9 for H = 500); SlowMo (Wang et al., arXiv:1910.00643, algorithm 1) is the same without Nesterov's look ahead,
 * and its implementation in fairscale has μ = 0.5 in its tutorial. η = 1 with μ = 0 is local SGD (Stich,
 * arXiv:1805.09767): the mean of the weights. The defaults are SlowMo's μ and η = 1 − μ, by which a path of constant Δ
 * is as long as that of `full` at the recipe's rates, as with unit gain; a larger η multiplies the rate of the recipe.
 *
 * The optimizer's slots are each rank's own throughout. A round also ends with an epoch. H = 1 means no local steps:
 * the ranks meet in every gradient, without an outer step, and that is `full` to the bit. Bop's weights have no mean
 * that is ±1.
 */
export const local: ExchangeKind = {
  what: 'steps of each rank alone, and the mean of what they did now and then',
  optimizers: ['adam', 'momentum-sgd'],
  settings: {
    syncEvery: {
      unit: 'steps',
      what: 'after how many steps local meets; 1: full',
      default: 8,
      parse: integer(1, 1_000_000),
    },
    outerLearningRate: {
      unit: 'rate',
      what: "η of local's outer step",
      default: 0.5,
      parse: amount,
    },
    outerMomentum: {
      unit: 'number',
      what: "μ of local's outer step",
      default: 0.5,
      parse: amountBelow(1),
    },
  },
  requireSound: requireOuterStep,
  make: (context) => (context.settings.syncEvery === 1 ? full.make(context) : makeRounds(context)),
};

function requireOuterStep({ settings: { syncEvery }, given, syncNorms }: Choice): void {
  if (syncEvery > 1 && syncNorms) {
    throw new BitplaneError(
      'E_USAGE',
      `--sync-bn needs the same weights on all ranks in every step, got --exchange local with --sync-every ${syncEvery}: leave --sync-bn out, or take another exchange`,
    );
  }
  if (syncEvery > 1 || (given.outerLearningRate ?? given.outerMomentum) === undefined) return;
  throw new BitplaneError(
    'E_USAGE',
    'expected no --outer-learning-rate and no --outer-momentum with --sync-every 1, which has no outer step: leave them out, or meet less often',
  );
}

function makeRounds({ communicator, variables, optimizer, settings }: ExchangeContext): Exchange {
  const { syncEvery, outerLearningRate, outerMomentum } = settings;
  const { size } = communicator;
  const sum = bucketSum(communicator, variables);
  const anchors = variables.map((variable) => tf.tidy(() => tf.variable(variable.clone(), false)));
  const velocities = zeroSlots(variables);
  /** Steps since the ranks met. */
  const age = tf.variable(tf.scalar(0), false);

  const meet = (): void => {
    if (age.dataSync()[0] === 0) return;
    tf.tidy(() => {
      const paths = variables.map((variable, i) => anchors[i].sub(variable));
      sum(paths).forEach((total, i) => {
        const path = total.div(size);
        velocities[i].assign(velocities[i].mul(outerMomentum).add(path));
        const step = path.add(velocities[i].mul(outerMomentum)).mul(outerLearningRate);
        anchors[i].assign(anchors[i].sub(step));
        variables[i].assign(anchors[i].clone());
      });
      age.assign(tf.scalar(0));
    });
  };
  return {
    own: [...variables, ...optimizer.slots, ...anchors, ...velocities, age],
    meet,
    update(gradients, moment) {
      tf.tidy(() => {
        optimizer.update(
          gradients.map((gradient) => gradient.mul(size)),
          moment,
        );
        age.assign(age.add(tf.scalar(1)));
      });
      if (age.dataSync()[0] >= syncEvery) meet();
    },
  };
}
