// The first messages between ranks. MPI_Init returns when all of them run, so a message that does not come now will
// never come: Open MPI has connected to an address that is not the other host's.
import { BitplaneError } from '@bitplane/model';
import { NETWORK_ADVICE } from './network-advice';
import type { Place } from './open-mpi';
import type { StallWatch } from './stall';

/** The others wait this much longer, ms: the first rank speaks for all, and Open MPI ends it with them. */
const LONGER_MS = 3000;

/** Throws E_SETUP when messages of other ranks do not come within `patience` ms. */
export function watchMeeting({ rank, host }: Place, patience: number): StallWatch {
  return (_, missing, waited) => {
    if (waited < patience + (rank === 0 ? 0 : LONGER_MS)) return;
    const senders = missing.map((other) => `rank ${other}`).join(' and ');
    throw new BitplaneError(
      'E_SETUP',
      `rank ${rank} (${host}) has got no message from ${senders} within ${(patience / 1000).toFixed(0)} s, though all ` +
        `of them run: ${NETWORK_ADVICE}`,
    );
  };
}
