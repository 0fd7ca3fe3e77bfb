// Whether the user wants an end.
import { BitplaneError } from '@bitplane/model';

/** Throws E_INTERRUPTED once the signal is aborted. */
export function throwIfEnded(signal: AbortSignal): void {
  if (signal.aborted)
    throw new BitplaneError('E_INTERRUPTED', 'the quickstart was interrupted; run the same command again to continue');
}
