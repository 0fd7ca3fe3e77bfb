import { z } from 'zod';

/** Every schedule can start with a warm-up. */
export const warmUpFields = {
  /** Share of the run in which the rate rises linearly from 0; 0 means none. */
  warmUpShare: z.number().min(0).lt(1),
};

/**
 * progress / warmUpShare, for progress < warmUpShare. Goyal et al., arXiv:1706.02677, section 2.2 (gradual warm-up).
 */
export const warmUp = (progress: number, warmUpShare: number): number => progress / warmUpShare;
