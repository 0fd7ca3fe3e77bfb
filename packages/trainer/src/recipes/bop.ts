import { plus } from './plus';
import { defineRecipe } from './recipe';

/**
 * `plus` with binary weights that flip: the rates of Helwegen et al., arXiv:1906.02107, section 5.2, for CIFAR-10. The
 * average's rate falls along the same curve as Adam's, which moves all other weights.
 */
export const bop = defineRecipe({
  ...plus,
  name: 'bop',
  optimizer: {
    kind: 'bop',
    peakRate: 1e-4,
    schedule: { kind: 'cosine', warmUpShare: 0 },
    threshold: 1e-8,
    others: plus.optimizer.kind === 'bop' ? plus.optimizer.others : plus.optimizer,
  },
});
