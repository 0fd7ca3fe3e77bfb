// The line from the program that starts mpirun to the first rank: the rank's standard input, to which Open MPI passes
// mpirun's. A word comes when the user wants an end, and when the program is gone, however that happened.
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** Set for the ranks that `train --distributed` starts. */
export const LAUNCHED = 'BITPLANE_LAUNCHED';

export interface Line {
  /** To be mpirun's standard input. */
  readonly output: Readable;
  /** Asks for an end; called again, it does nothing. */
  end(): void;
}

/**
 * Open MPI 5 passes on words, and not that there are no more. `cat` notices the end of this process, and the shell then
 * says a word.
 */
export function openLine(): Line {
  const relay = spawn('sh', ['-c', 'cat > /dev/null; echo stop'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    // A group of its own, as mpirun.
    detached: true,
  });
  relay.unref();
  return { output: relay.stdout, end: () => void relay.stdin.end() };
}

/** Returns whether the line has ended; never for other ranks, or where another program has started mpirun. */
export function watchLauncher(rank: number): () => boolean {
  if (rank !== 0 || process.env[LAUNCHED] !== '1') return () => false;
  let hasEnded = false;
  onLineEnd(() => (hasEnded = true));
  return () => hasEnded;
}

/** Calls `listener` once: at a word, or where there are no more, which Open MPI 4.1 passes on as well. */
export function onLineEnd(listener: () => void): void {
  process.stdin.once('readable', listener);
  // The process may end before its line does.
  (process.stdin as Partial<{ unref(): void }>).unref?.();
}
