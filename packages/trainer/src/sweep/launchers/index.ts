// Which launcher a sweep takes, and how many runs at a time.
import { availableParallelism } from 'node:os';
import { BitplaneError } from '@bitplane/model';
import { mpirunObstacle, requireMpirun } from '../../distributed/launch';
import { readSlots } from './hostfile';
import type { Launcher, Slot } from './launcher';
import { mpirun } from './mpirun';
import { processes } from './processes';

export type { Launcher, RunEnd, RunProcess, Slot } from './launcher';

export const LAUNCHERS = ['mpirun', 'processes'] as const;

export interface AskedPlaces {
  /** Runs at a time; default: the slots of the hosts, or one for `threads` cores of this machine. */
  readonly jobs?: number;
  readonly hostfile?: string;
  /** Of each run. */
  readonly threads: number;
  /** Default: mpirun where there are hosts, or where it is installed and there are several runs at a time. */
  readonly launcher?: (typeof LAUNCHERS)[number];
}

export interface Places {
  readonly launcher: Launcher;
  readonly slots: readonly Slot[];
}

/** Throws E_SETUP where hosts or `launcher` need Open MPI and it is missing, and what readSlots throws. */
export function choosePlaces({ jobs, hostfile, threads, launcher }: AskedPlaces): Places {
  if (hostfile !== undefined) {
    if (launcher === 'processes') {
      throw new BitplaneError(
        'E_USAGE',
        'expected --hostfile or --launcher processes, got both: child processes are on this machine alone',
      );
    }
    requireMpirun('--hostfile');
    return { launcher: mpirun(hostfile), slots: readSlots(hostfile).slice(0, jobs) };
  }
  const count = jobs ?? Math.max(1, Math.floor(availableParallelism() / threads));
  const slots = Array.from({ length: count }, () => ({ host: null }));
  if (launcher === 'mpirun') requireMpirun('--launcher mpirun');
  const usesMpirun = launcher === undefined ? count > 1 && mpirunObstacle() === null : launcher === 'mpirun';
  return { launcher: usesMpirun ? mpirun() : processes, slots };
}
