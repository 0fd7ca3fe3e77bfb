import * as tf from '@tensorflow/tfjs';
import { amountBelow } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import type { Moment } from '../../optimizers';
import { oneBitMean } from '../compression/one-bit-mean';
import type { ExchangeKind } from './exchange';
import { full } from './full';
import { optimizerOf } from './optimizer-of';

/**
 * Adam in two stages. In the warm-up, `full`. From then on the variance v is frozen, which makes a step linear in the
 * momentum, so that signs with error feedback lose nothing that the next steps do not bring:
 *
 *     y_r = (β₁·m + (1 − β₁)·n·g_r)/(√v + ε)      y = one-bit mean of the y_r      w ← w − rate·y      m ← y·(√v + ε)
 *
 * rate = lr·√(1 − β₂ᵀ)/(1 − β₁ᵗ) with T steps in the warm-up. Both ways are quantized, with an error on each
 * (compression/one-bit-mean.ts).
 *
 * Tang et al., "1-bit Adam: Communication Efficient Large-Scale Training with Adam's Convergence Speed",
 * arXiv:2102.02888, algorithm 1. There m itself is quantized; here m/(√v + ε), from which it differs by a constant
 * factor for each weight. A filter's weights then share a mean in units of a step: in units of m, a weight with a tiny
 * variance, such as one whose gradient has been 0, would be given the mean of its neighbours over a tiny root.
 *
 * The warm-up has to be longer than that of the rate, and than the memory of v, 1/(1 − β₂) steps. A fifth of the run is
 * a default of ours, which ten epochs of CIFAR-10 in batches of 64 need for β₂ = 0.999: 1,564 steps.
 */
export const oneBitAdam: ExchangeKind = {
  what: 'Adam, after a warm-up in full with signs of the momentum and a frozen variance',
  optimizers: ['adam'],
  settings: {
    warmUpShare: {
      unit: 'share',
      what: 'share of the run in which one-bit-adam is plain Adam',
      default: 0.2,
      parse: amountBelow(1),
    },
  },
  requireSound({ settings: { warmUpShare } }) {
    if (warmUpShare > 0) return;
    throw new BitplaneError(
      'E_USAGE',
      'expected --warm-up-share above 0, got 0: the variance of Adam is 0 before the first step, and would stay so',
    );
  },
  make(context) {
    const { communicator, variables, settings } = context;
    const optimizer = optimizerOf('adam', context);
    const warmUp = full.make(context);
    const { error, average } = oneBitMean(communicator, variables);

    const frozenStep = (gradients: readonly tf.Tensor[], moment: Moment): void => {
      const { means, squares } = optimizer;
      const { beta1, beta2, epsilon } = optimizer.settings;
      const last = 1 - beta2 ** stepsUntil(settings.warmUpShare, moment);
      const rate = (optimizer.learningRate(moment) * Math.sqrt(last)) / (1 - beta1 ** (moment.step + 1));
      const roots = squares.map((square) => square.sqrt().add(epsilon));
      const own = gradients.map((gradient, i) =>
        means[i]
          .mul(beta1)
          .add(gradient.mul(communicator.size * (1 - beta1)))
          .div(roots[i]),
      );
      average(own).forEach((step, i) => {
        means[i].assign(step.mul(roots[i]));
        variables[i].assign(variables[i].sub(step.mul(rate)));
      });
    };
    return {
      own: [error],
      meet: () => undefined,
      update(gradients, moment) {
        if (moment.progress < settings.warmUpShare) warmUp.update(gradients, moment);
        else tf.tidy(() => frozenStep(gradients, moment));
      },
    };
  },
};

/** Steps before the first one at which this share of the run is done. progress: above 0. */
const stepsUntil = (share: number, { step, progress }: Moment): number =>
  Math.ceil(share * Math.round(step / progress));
