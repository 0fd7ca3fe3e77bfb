// The line from `train --distributed` to the first rank: the rank's standard input, which Open MPI passes on. It ends
// when the user wants an end, and when the program that started all of it is gone, however that happened.

/** Set for the ranks that `train --distributed` starts. */
export const LAUNCHED = 'BITPLANE_LAUNCHED';

/** Returns whether the line has ended; never for other ranks, or where another program has started mpirun. */
export function watchLauncher(rank: number): () => boolean {
  if (rank !== 0 || process.env[LAUNCHED] !== '1') return () => false;
  let hasEnded = false;
  process.stdin.once('end', () => (hasEnded = true)).resume();
  // The process may end before its line does.
  (process.stdin as Partial<{ unref(): void }>).unref?.();
  return () => hasEnded;
}
