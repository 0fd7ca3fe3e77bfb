// Keeps signals away from a short piece of work that must not stop halfway.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs synchronous `work` to its end, whatever signal comes meanwhile. By default a signal ends Node at once, even
 * between two synchronous calls; with a listener it waits for the event loop, which does not turn here. So it is lost:
 * only for work of milliseconds.
 */
export function uninterrupted<Result>(work: () => Result): Result {
  const ignore = (): void => undefined;
  for (const signal of SIGNALS) process.on(signal, ignore);
  try {
    return work();
  } finally {
    for (const signal of SIGNALS) process.off(signal, ignore);
  }
}
