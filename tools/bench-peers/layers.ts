// The layers of packages/runtime-c/bench/problem.c.
export const LAYERS = ['L1', 'L2', 'L3', 'L4', 'L5', 'L6'] as const;
export type Layer = (typeof LAYERS)[number];

/** Those with windows of 3 × 3, over which geometric means are taken. */
export const MEAN_LAYERS: readonly Layer[] = ['L1', 'L2', 'L4', 'L5', 'L6'];

export const SHAPES: Readonly<Record<Layer, string>> = {
  L1: '64 → 128, 15 × 15',
  L2: '128 → 128, 7 × 7',
  L3: '128 → 10, 3 × 3, window 1',
  L4: '256 → 256, 14 × 14',
  L5: '64 → 64, 56 × 56',
  L6: '512 → 512, 7 × 7',
};
