// How long an image takes, in spite of a browser's coarse clock.

export interface Times {
  readonly median: number;
  readonly p5: number;
  readonly p95: number;
  /** How many times the clock was read. */
  readonly samples: number;
  /** Runs between two readings. */
  readonly runs: number;
}

/** A sample is at least this long, ms: clocks of browsers step by up to 1 ms. */
const SAMPLE_MS = 4;
const MAX_SAMPLES = 50;
const MIN_SAMPLES = 5;
const MAX_MS = 400;
/** Slow networks have fewer samples than MIN_SAMPLES: the page stands still during each. */
const MAX_MS_OF_FEW = 3000;

/**
 * Times `run` for MAX_MS, or until there are MIN_SAMPLES samples, but no longer than MAX_MS_OF_FEW, and lets the page
 * work between two samples. Returns ms per run; null once isStopped() is true.
 */
export async function time(run: () => void, isStopped: () => boolean): Promise<Times | null> {
  const runs = Math.max(1, Math.ceil(SAMPLE_MS / Math.max(0.01, sample(run, 1))));
  const samples: number[] = [];
  const start = performance.now();
  const maxMs = (): number => (samples.length < MIN_SAMPLES ? MAX_MS_OF_FEW : MAX_MS);
  while (samples.length === 0 || (samples.length < MAX_SAMPLES && performance.now() - start < maxMs())) {
    await new Promise((resolve) => setTimeout(resolve));
    if (isStopped()) return null;
    samples.push(sample(run, runs) / runs);
  }
  return { ...quantilesOf(samples), samples: samples.length, runs };
}

function sample(run: () => void, runs: number): number {
  const start = performance.now();
  for (let k = 0; k < runs; k++) run();
  return performance.now() - start;
}

/** Between two values the nearer one is taken. */
export function quantilesOf(samples: readonly number[]): Pick<Times, 'median' | 'p5' | 'p95'> {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.round(part * (sorted.length - 1))];
  return { median: at(0.5), p5: at(0.05), p95: at(0.95) };
}
