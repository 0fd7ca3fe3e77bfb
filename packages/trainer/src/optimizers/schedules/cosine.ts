import { z } from 'zod';
import { warmUpFields } from './warm-up';

export const cosineSchema = z.strictObject({ kind: z.literal('cosine'), ...warmUpFields });

type Cosine = z.infer<typeof cosineSchema>;

/**
 * ½·(1 + cos(π·t)), t = (progress − warmUpShare)/(1 − warmUpShare): from 1 to 0. Loshchilov and Hutter, "SGDR",
 * arXiv:1608.03983, equation (5) without restarts.
 */
export const cosine = ({ warmUpShare }: Cosine, progress: number): number =>
  (1 + Math.cos((Math.PI * (progress - warmUpShare)) / (1 - warmUpShare))) / 2;
