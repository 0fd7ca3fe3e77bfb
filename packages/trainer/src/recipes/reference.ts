import type { Recipe } from './recipe';

/**
 * The schedule of CNTK's example "BinaryConvolution" for CIFAR-10: 80 epochs of stepped learning rates and growing momentum.
 *
 * Deviations from CNTK: no L2 on the latent weights (200 times the bimodal pull, it would undo it), and these are clipped to [−1, 1].
 */
export const reference: Recipe = {
  name: 'reference',
  epochs: 80,
  batchSize: 64,
  optimizer: {
    kind: 'momentum-sgd',
    phases: [
      { share: 20 / 80, ratePerImage: 0.0015625, momentumImages: 0 },
      { share: 20 / 80, ratePerImage: 0.00046875, momentumImages: 600 },
      { share: 20 / 80, ratePerImage: 0.00015625, momentumImages: 1200 },
      { share: 10 / 80, ratePerImage: 0.000046875, momentumImages: 1200 },
      { share: 10 / 80, ratePerImage: 0.000015625, momentumImages: 1200 },
    ],
  },
  labelSmoothing: 0,
  regularizers: { bimodal: 5e-6, l2: 0.002 },
  clipLatents: true,
  augmentation: { cropSideRatio: 0.8, margin: 0, flip: true },
  initialSlopes: 'glorot-uniform',
  initialOutputScale: 0.001,
};
