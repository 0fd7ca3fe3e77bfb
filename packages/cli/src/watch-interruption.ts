// For work that proceeds step by step: the first Ctrl-C or SIGTERM asks for a clean end, a second one ends at once.
import { onInterruption } from './interruption';

export interface Interruption {
  requested(): boolean;
  /** Gives the signals back to Node. */
  release(): void;
}

/** Listens from now on; `onRequest` runs once, when the first signal comes. */
export function watchInterruption(onRequest: () => void): Interruption {
  let requested = false;
  const release = onInterruption(() => {
    requested = true;
    release();
    onRequest();
  });
  return { requested: () => requested, release };
}
