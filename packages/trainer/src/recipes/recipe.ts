// What a recipe is: a training run as plain data.
import { z } from 'zod';
import { optimizerSchema } from '../optimizers/settings';
import { augmentationSchema } from './augmentation';
import { distillationSchema } from './distillation';
import { quantizersSchema } from './quantizers';

export const recipeSchema = z.strictObject({
  name: z.string().min(1),
  epochs: z.int().min(1),
  /** Images in a step. */
  batchSize: z.int().min(1).max(65_536),
  optimizer: optimizerSchema,
  /** ε: the target is (1 − ε)·label + ε/classes. Szegedy et al., arXiv:1512.00567, section 7. */
  labelSmoothing: z.number().min(0).lt(1),
  distillation: distillationSchema.nullable().default(null),
  regularizers: z.strictObject({
    /**
     * λ of λ·Σ(1 − w²) over the latent weights of binary kernels: pulls them to ±1. Weights beyond ±1 need clipLatents.
     */
    bimodal: z.number().min(0),
    /** λ of ½·λ·Σw² over all other trainable weights. */
    l2: z.number().min(0),
    /** The same over the latent weights. */
    l2Latents: z.number().min(0).default(0),
  }),
  /** Keep latent weights of binary kernels in [−1, 1], outside of which the pseudo-gradient is zero. */
  clipLatents: z.boolean(),
  augmentation: augmentationSchema,
  /** In place of those of every binary layer; null: as the network says. */
  quantizers: quantizersSchema.nullable().default(null),
  /**
   * Subtract the mean of the training images, pixel by pixel, before the first layer. Such a network cannot be
   * exported.
   */
  meanImage: z.boolean().default(false),
  /** First slopes of every PReLU. */
  initialSlopes: z.union([z.number(), z.literal('glorot-uniform')], {
    error: 'Invalid input: expected a number or "glorot-uniform"',
  }),
  /** First scale of every class. */
  initialOutputScale: z.number(),
});

/** All fields are there: what a file leaves out has its default. */
export type Recipe = z.infer<typeof recipeSchema>;

/** As one writes it. */
export type RecipeInput = z.input<typeof recipeSchema>;

/** The recipe with all its fields. */
export const defineRecipe = (recipe: RecipeInput): Recipe => recipeSchema.parse(recipe);
