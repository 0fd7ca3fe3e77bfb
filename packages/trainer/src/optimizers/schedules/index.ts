// How a rate changes over a run, as data that every optimizer takes: a factor of its peak.
import { z } from 'zod';
import { cosine, cosineSchema } from './cosine';
import { step, stepSchema } from './step';
import { warmUp, warmUpFields } from './warm-up';

const constantSchema = z.strictObject({ kind: z.literal('constant'), ...warmUpFields });

export const scheduleSchema = z.discriminatedUnion('kind', [constantSchema, stepSchema, cosineSchema]);

export type Schedule = z.infer<typeof scheduleSchema>;

/** The factor at this share of the run, 0 … 1. */
export function factorAt(schedule: Schedule, progress: number): number {
  if (progress < schedule.warmUpShare) return warmUp(progress, schedule.warmUpShare);
  switch (schedule.kind) {
    case 'constant':
      return 1;
    case 'step':
      return step(schedule, progress);
    case 'cosine':
      return cosine(schedule, progress);
  }
}

/** What all optimizers say about the size of their steps. */
export const rateFields = {
  /** Learning rate where the schedule's factor is 1. */
  peakRate: z.number().positive(),
  schedule: scheduleSchema,
};

export const rateAt = ({ peakRate, schedule }: { peakRate: number; schedule: Schedule }, progress: number): number =>
  peakRate * factorAt(schedule, progress);
