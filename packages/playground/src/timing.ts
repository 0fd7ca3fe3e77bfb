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
/** Slow networks have fewer samples than MIN_SAMPLES: the worker does nothing else during each. */
const MAX_MS_OF_FEW = 3000;

/**
 * Times `run` for MAX_MS, or until there are MIN_SAMPLES samples, but no longer than MAX_MS_OF_FEW, and lets the worker
 * do other things between two samples. Where `run` returns a promise, the run ends with that. Returns ms per run; null
 * once isStopped() is true.
 */
export async function time(run: () => unknown, isStopped: () => boolean): Promise<Times | null> {
  const runs = Math.max(1, Math.ceil(SAMPLE_MS / Math.max(0.01, await sample(run, 1))));
  const samples: number[] = [];
  const start = performance.now();
  const maxMs = (): number => (samples.length < MIN_SAMPLES ? MAX_MS_OF_FEW : MAX_MS);
  while (samples.length === 0 || (samples.length < MAX_SAMPLES && performance.now() - start < maxMs())) {
    await new Promise((resolve) => setTimeout(resolve));
    if (isStopped()) return null;
    samples.push((await sample(run, runs)) / runs);
  }
  return { ...quantilesOf(samples), samples: samples.length, runs };
}

async function sample(run: () => unknown, runs: number): Promise<number> {
  const start = performance.now();
  for (let k = 0; k < runs; k++) {
    const ended = run();
    if (ended instanceof Promise) await ended;
  }
  return performance.now() - start;
}

/** Three digits of a time. */
export const milliseconds = (ms: number): string => (ms < 100 ? ms.toPrecision(3) : ms.toFixed(0));

/** Between two values the nearer one is taken. */
export function quantilesOf(samples: readonly number[]): Pick<Times, 'median' | 'p5' | 'p95'> {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.round(part * (sorted.length - 1))];
  return { median: at(0.5), p5: at(0.05), p95: at(0.95) };
}
