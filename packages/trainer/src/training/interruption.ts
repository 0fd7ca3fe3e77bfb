// Ctrl-C and SIGTERM: the first asks for a clean end, a second one ends at once.

export interface Interruption {
  requested(): boolean;
  /** Gives the signals back to Node. */
  release(): void;
}

/** Listens from now on; `onRequest` runs once, when the first signal comes. */
export function watchInterruption(onRequest: () => void): Interruption {
  let requested = false;
  const release = (): void => {
    process.off('SIGINT', request).off('SIGTERM', request);
  };
  const request = (): void => {
    requested = true;
    release();
    onRequest();
  };
  process.on('SIGINT', request).on('SIGTERM', request);
  return { requested: () => requested, release };
}
