// Ctrl-C and SIGTERM, treated alike: Nx turns the one into the other.

/** Runs `use` with a signal that is aborted when the user wants an end; `use` then ends by itself, and cleanly. */
export async function withInterruption<T>(use: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.on('SIGINT', abort).on('SIGTERM', abort);
  try {
    return await use(controller.signal);
  } finally {
    process.off('SIGINT', abort).off('SIGTERM', abort);
  }
}
