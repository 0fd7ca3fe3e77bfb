// When each collective of a rank began and ended, on a clock that all processes of a machine share.
import type { CollectiveLog } from '../../distributed/collective-log';
import type { Communicator } from '../../distributed/communicator';
import type { CollectiveTime } from './rank-job';

/** Milliseconds of CLOCK_MONOTONIC on Linux: the same clock in every process, and in every network namespace. */
export const machineClock = (): number => Number(process.hrtime.bigint()) / 1e6;

export interface WatchedCommunicator {
  readonly communicator: Communicator;
  /** All so far; `step` counts from the first step of the run. */
  readonly times: readonly CollectiveTime[];
}

/** The same communicator, which also notes the times of its collectives. */
export function watchCollectives(communicator: Communicator, log: CollectiveLog): WatchedCommunicator {
  const times: CollectiveTime[] = [];
  const watch = <Result>(what: string, bytes: number, run: () => Result): Result => {
    const { step, sent } = log;
    const began = machineClock();
    const result = run();
    times.push({ step, what, bytes, sent: log.sent - sent, began, ended: machineClock() });
    return result;
  };
  const { rank, size, hosts } = communicator;
  return {
    times,
    communicator: {
      ...{ rank, size, hosts },
      allreduce: (values, what) => watch(what, values.byteLength, () => communicator.allreduce(values, what)),
      allgather: (bytes, what) => watch(what, bytes.length, () => communicator.allgather(bytes, what)),
      alltoall(outgoing, incoming, what) {
        const bytes = outgoing.reduce((sum, { length }) => sum + length, 0);
        watch(what, bytes, () => communicator.alltoall(outgoing, incoming, what));
      },
      broadcast: (bytes, what) => watch(what, bytes.length, () => communicator.broadcast(bytes, what)),
      barrier: (what) => watch(what, 1, () => communicator.barrier(what)),
    },
  };
}
