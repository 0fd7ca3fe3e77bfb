import { defineRecipe } from './recipe';

const BATCH_SIZE = 64;

/** CNTK gives momentum as the number of images after which a gradient's weight has fallen to 1/e. */
const momentumOf = (images: number): number => Math.exp(-BATCH_SIZE / images);

/**
 * The schedule of CNTK's example "BinaryConvolution" for CIFAR-10: 80 epochs of stepped learning rates and growing
 * momentum. Rates are 64 × those an image: 0.0015625, 0.00046875, 0.00015625, 0.000046875, 0.000015625.
 *
 * Deviations from CNTK: no L2 on the latent weights (200 times the bimodal pull, it would undo it), and these are
 * clipped to [−1, 1]. `reference-cntk` goes without these two.
 */
export const reference = defineRecipe({
  name: 'reference',
  epochs: 80,
  batchSize: BATCH_SIZE,
  optimizer: {
    kind: 'momentum-sgd',
    peakRate: BATCH_SIZE * 0.0015625,
    schedule: {
      kind: 'step',
      warmUpShare: 0,
      phases: [
        { share: 20 / 80, factor: 1 },
        { share: 20 / 80, factor: 0.3 },
        { share: 20 / 80, factor: 0.1 },
        { share: 10 / 80, factor: 0.03 },
        { share: 10 / 80, factor: 0.01 },
      ],
    },
    momentum: [
      { share: 20 / 80, momentum: 0 },
      { share: 20 / 80, momentum: momentumOf(600) },
      { share: 40 / 80, momentum: momentumOf(1200) },
    ],
    unitGain: true,
  },
  labelSmoothing: 0,
  regularizers: { bimodal: 5e-6, l2: 0.002 },
  clipLatents: true,
  augmentation: { cropSideRatio: 0.8, margin: 0, flip: true },
  initialSlopes: 'glorot-uniform',
  initialOutputScale: 0.001,
});
