import { z } from 'zod';
import { phaseAt, phasesSchema } from './phases';
import { warmUpFields } from './warm-up';

export const stepSchema = z.strictObject({
  kind: z.literal('step'),
  ...warmUpFields,
  /** Of the whole run, the warm-up included. */
  phases: phasesSchema({ factor: z.number().min(0) }),
});

type Step = z.infer<typeof stepSchema>;

/** The factor of the phase that holds. */
export const step = ({ phases }: Step, progress: number): number => phaseAt(phases, progress).factor;
