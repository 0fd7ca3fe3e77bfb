import { z } from 'zod';

/** How a teacher takes part; training/distillation.ts has the formula. */
export const distillationSchema = z.strictObject({
  /** Folder with the teacher's model.json and weights.bin, as `train` writes them. */
  teacher: z.string().min(1),
  /** T: the higher, the more the teacher's small scores say. */
  temperature: z.number().positive(),
  /** α: share of the teacher in the loss; the labels have the rest. */
  weight: z.number().min(0).max(1),
});

export type DistillationSettings = z.infer<typeof distillationSchema>;
