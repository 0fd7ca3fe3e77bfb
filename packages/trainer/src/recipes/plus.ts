import { defineRecipe } from './recipe';

/** The recipe for accuracy: Adam along half a cosine, smoothed labels, crops that reach beyond the edge, flips. */
export const plus = defineRecipe({
  name: 'plus',
  epochs: 30,
  batchSize: 64,
  optimizer: {
    kind: 'adam',
    peakRate: 2e-3,
    schedule: { kind: 'cosine', warmUpShare: 0.02 },
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-7,
  },
  labelSmoothing: 0.05,
  regularizers: { bimodal: 0, l2: 0 },
  clipLatents: true,
  augmentation: { cropSideRatio: 1, margin: 3, flip: true },
  initialSlopes: 0.25,
  initialOutputScale: 0.05,
});
