// Open MPI as the native library opens it: bytes from rank to rank.
import { BitplaneError } from '@bitplane/model';
import { libraryExports } from '../native/library';
import { INSTALL_OPEN_MPI } from './install-advice';
import { libmpiCandidates } from './libmpi';

/** What is waited for together. */
export const GROUPS = { collectives: 0, reports: 1, calls: 2 } as const;

export type Group = (typeof GROUPS)[keyof typeof GROUPS];

/** The functions of native/ranks_addon.cc. */
export interface OpenMpi {
  send(group: Group, peer: number, tag: number, bytes: Uint8Array): void;
  receive(group: Group, peer: number, tag: number, bytes: Uint8Array): void;
  /** Waits until all of a group is sent and received, or this long, or until something else happens. */
  wait(group: Group, milliseconds: number): WaitOutcome;
  /** Waits for all ranks to come here too. */
  leave(): void;
  /** Ends the processes of all ranks at once. */
  abort(code: number): void;
  /** On the first rank: the port that the others connect to; 0: there is none. */
  openLinks(): number;
  /** Waits for this many connections, at most this long. */
  acceptLinks(count: number, milliseconds: number): void;
  /** On another rank; whether it has connected. */
  connectLink(address: string, port: number, rank: number, milliseconds: number): boolean;
}

/** Lists of ranks. */
export interface WaitOutcome {
  /** Those that it still waits for; empty when all is done. */
  readonly missing: readonly number[];
  /** Their message to the group of calls came meanwhile. */
  readonly called: readonly number[];
  /** Their process has ended. */
  readonly ended: readonly number[];
  /** Their host does not answer. */
  readonly unreachable: readonly number[];
}

export interface Place {
  readonly rank: number;
  readonly size: number;
  readonly host: string;
  /** Of Open MPI, in words. */
  readonly version: string;
}

/** Joins the ranks that mpirun has started. Throws E_SETUP where Open MPI or the native library is missing. */
export function joinRanks(): { readonly place: Place; readonly mpi: OpenMpi } {
  const mpi = libraryExports() as (OpenMpi & { join(names: readonly string[]): Place }) | null;
  if (mpi === null) {
    throw new BitplaneError(
      'E_SETUP',
      'training on several ranks needs the native training ops, which are not loaded: run "npm run setup -- --only native-ops"',
    );
  }
  try {
    return { place: mpi.join(libmpiCandidates()), mpi };
  } catch (cause) {
    const [reason] = (cause as Error).message.split('\n');
    throw new BitplaneError('E_SETUP', `Open MPI cannot be used: ${reason}; ${INSTALL_OPEN_MPI}`, { cause });
  }
}
