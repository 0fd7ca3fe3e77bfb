// What a recipe is: a training run as plain data.
import type { AdamSettings } from '../optimizers/adam';
import type { MomentumSgdSettings } from '../optimizers/momentum-sgd';
import type { AugmentationSettings } from '../data/augmentation';

export interface Recipe {
  readonly name: string;
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: MomentumSgdSettings | AdamSettings;
  /** ε: the target is (1 − ε)·label + ε/classes. Szegedy et al., arXiv:1512.00567, section 7. */
  readonly labelSmoothing: number;
  readonly regularizers: {
    /** λ of λ·Σ(1 − w²) over the latent weights of binary kernels: pulls them to ±1. Weights beyond ±1 need clipLatents. */
    readonly bimodal: number;
    /** λ of ½·λ·Σw² over all other trainable weights. */
    readonly l2: number;
  };
  /** Keep latent weights of binary kernels in [−1, 1], outside of which the pseudo-gradient is zero. */
  readonly clipLatents: boolean;
  readonly augmentation: AugmentationSettings;
  readonly initialSlopes: number | 'glorot-uniform';
  readonly initialOutputScale: number;
}
