// Ctrl-C and SIGTERM, treated alike: Nx turns the one into the other.

/** Calls `listener` for every such signal, which no longer ends Node by itself. Returns what gives the signals back. */
export function onInterruption(listener: (signal: NodeJS.Signals) => void): () => void {
  process.on('SIGINT', listener).on('SIGTERM', listener);
  return () => void process.off('SIGINT', listener).off('SIGTERM', listener);
}

/** Runs `use` with a signal that is aborted when the user wants an end; `use` then ends by itself, and cleanly. */
export async function withInterruption<T>(use: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const release = onInterruption(() => controller.abort());
  try {
    return await use(controller.signal);
  } finally {
    release();
  }
}
