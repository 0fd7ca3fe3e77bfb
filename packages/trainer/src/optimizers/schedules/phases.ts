// A run cut into phases.
import { z } from 'zod';

export interface Phase {
  /** Share of the run that the phase takes; all shares add up to 1. */
  readonly share: number;
}

// A share like 20/80 of 6,250 steps must end on a whole step, whatever the sum of shares rounds to.
const TOLERANCE = 1e-9;

/** The phase that holds at this share of the run, 0 … 1. */
export function phaseAt<P extends Phase>(phases: readonly P[], progress: number): P {
  let end = 0;
  return phases.find(({ share }) => progress < (end += share) - TOLERANCE) ?? phases[phases.length - 1];
}

/** Phases with these values beside their shares. */
export const phasesSchema = <Values extends z.ZodRawShape>(values: Values) =>
  z
    .array(z.strictObject({ share: z.number().positive().max(1), ...values }))
    .min(1)
    .refine((phases) => Math.abs(sumOfShares(phases as unknown as Phase[]) - 1) < TOLERANCE, {
      error: 'Invalid input: expected phases whose shares add up to 1',
    });

const sumOfShares = (phases: readonly Phase[]): number => phases.reduce((sum, { share }) => sum + share, 0);
