import { defineRecipe } from './recipe';

/** One pass over the images: what the reference topology learns in the time of a coffee. */
export const quickstart = defineRecipe({
  name: 'quickstart',
  epochs: 1,
  batchSize: 64,
  optimizer: {
    kind: 'adam',
    peakRate: 2e-3,
    schedule: { kind: 'cosine', warmUpShare: 0.05 },
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-7,
  },
  labelSmoothing: 0,
  regularizers: { bimodal: 0, l2: 0 },
  clipLatents: true,
  augmentation: { cropSideRatio: 1, margin: 0, flip: true },
  initialSlopes: 0.25,
  initialOutputScale: 0.05,
});
