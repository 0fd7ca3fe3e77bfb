import { z } from 'zod';
import type { AugmentationSettings } from '../data/augmentation';

/** data/augmentation.ts says what the fields do. */
export const augmentationSchema = z.strictObject({
  cropSideRatio: z.number().positive().max(1),
  margin: z.int().min(0),
  flip: z.boolean(),
  cutout: z.int().min(0).default(0),
  mixup: z.number().min(0).max(1).default(0),
}) satisfies z.ZodType<AugmentationSettings>;
