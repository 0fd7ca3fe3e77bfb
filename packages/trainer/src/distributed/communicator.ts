// What ranks say to each other, built of messages between two of them. The order of every sum is that of the ranks, so
// that neither Open MPI's version nor its choice of an algorithm changes a bit.
import { addInOrder } from '../native/add-in-order';
import type { Collective, CollectiveLog } from './collective-log';
import { bytesOf, floatsOf } from './float-bytes';
import { GROUPS, type OpenMpi, type Place, type WaitOutcome } from './open-mpi';

export interface Communicator {
  readonly rank: number;
  readonly size: number;
  /** Host names by rank. */
  readonly hosts: readonly string[];
  /**
   * values[i] ← Σ over the ranks of values[i], in place: added in float64 in the order of the ranks and rounded once,
   * so that all ranks have the same bits. All ranks give the same number of values. `what` is the collective's name in
   * messages: "bucket 3".
   */
  allreduce(values: Float32Array, what: string): void;
  /** The bytes of each rank, by rank. All ranks give the same number of bytes. */
  allgather(bytes: Uint8Array, what: string): Uint8Array[];
  /**
   * outgoing[r] goes to rank r, and incoming[r] ← what rank r has for this one, whose length both know; those of this
   * rank are not touched.
   */
  alltoall(outgoing: readonly Uint8Array[], incoming: readonly Uint8Array[], what: string): void;
  /** bytes ← those of the first rank, in place. */
  broadcast(bytes: Uint8Array, what: string): void;
  barrier(what: string): void;
}

/** Called while a collective waits. Throws to end the wait. */
export interface Waiting {
  /** Between two calls of onWait, ms. */
  readonly patience: number;
  /** `missing`: the ranks whose messages have not come. `waited`: for so long, ms. */
  onWait(collective: Collective, missing: readonly number[], waited: number): void;
  /** Ranks have called, as they do when they fail or come to the end, or are lost. */
  onNews(news: WaitOutcome): void;
}

/** Below this many values each rank sends all of them to all others, which takes one message instead of two. */
export const FEW = 4096;

/** Tags of collectives are below; those above are for other messages. MPI has at least 32,768. */
export const NUM_TAGS = 30_000;

/** An allreduce of many values sends 2·(n − 1)/n of them from each rank, which is the least possible. */
export function makeCommunicator(
  { mpi, place: { rank, size }, hosts }: { mpi: OpenMpi; place: Place; hosts: readonly string[] },
  log: CollectiveLog,
  waiting: Waiting,
): Communicator {
  const others = Array.from({ length: size - 1 }, (_, i) => (rank + 1 + i) % size);

  /** Sends to and receives from these, and waits for all of it. */
  const trade = (collective: Collective, { outgoing, incoming }: Trade): void => {
    const tag = collective.number % NUM_TAGS;
    for (const [peer, bytes] of incoming) mpi.receive(GROUPS.collectives, peer, tag, bytes);
    for (const [peer, bytes] of outgoing) {
      mpi.send(GROUPS.collectives, peer, tag, bytes);
      log.sent += bytes.length;
    }
    const began = performance.now();
    for (;;) {
      const news = mpi.wait(GROUPS.collectives, waiting.patience);
      waiting.onNews(news);
      if (news.missing.length === 0) return;
      waiting.onWait(collective, news.missing, performance.now() - began);
    }
  };

  const gather = (collective: Collective, bytes: Uint8Array): Uint8Array[] => {
    const all = Array.from({ length: size }, (_, r) => (r === rank ? bytes : new Uint8Array(bytes.length)));
    trade(collective, { outgoing: others.map((r) => [r, bytes]), incoming: others.map((r) => [r, all[r]]) });
    return all;
  };

  const reduceFew = (collective: Collective, values: Float32Array): void =>
    addInOrder(gather(collective, bytesOf(values)).map(floatsOf), values);

  /** Each rank adds up one part of the values, then hands its sums to all others. */
  const reduceMany = (collective: Collective, values: Float32Array): void => {
    const parts = Array.from({ length: size }, (_, r) =>
      values.subarray(Math.floor((r * values.length) / size), Math.floor(((r + 1) * values.length) / size)),
    );
    const own = parts[rank];
    const received = parts.map((_, r) => (r === rank ? own : new Float32Array(own.length)));
    trade(collective, {
      outgoing: others.map((r) => [r, bytesOf(parts[r])]),
      incoming: others.map((r) => [r, bytesOf(received[r])]),
    });
    addInOrder(received, own);
    trade(collective, {
      outgoing: others.map((r) => [r, bytesOf(own)]),
      incoming: others.map((r) => [r, bytesOf(parts[r])]),
    });
  };

  return {
    rank,
    size,
    hosts,
    allreduce(values, what) {
      log.during({ kind: 'allreduce', what, bytes: values.byteLength }, (collective) =>
        values.length <= FEW ? reduceFew(collective, values) : reduceMany(collective, values),
      );
    },
    allgather: (bytes, what) =>
      log.during({ kind: 'allgather', what, bytes: bytes.length }, (collective) => gather(collective, bytes)),
    alltoall(outgoing, incoming, what) {
      const parts = (all: readonly Uint8Array[]): Trade['outgoing'] =>
        others.filter((r) => all[r].length > 0).map((r) => [r, all[r]]);
      const bytes = parts(outgoing).reduce((sum, [, part]) => sum + part.length, 0);
      log.during({ kind: 'alltoall', what, bytes }, (collective) =>
        trade(collective, { outgoing: parts(outgoing), incoming: parts(incoming) }),
      );
    },
    broadcast(bytes, what) {
      log.during({ kind: 'broadcast', what, bytes: bytes.length }, (collective) =>
        trade(collective, {
          outgoing: rank === 0 ? others.map((r) => [r, bytes]) : [],
          incoming: rank === 0 ? [] : [[0, bytes]],
        }),
      );
    },
    barrier(what) {
      log.during({ kind: 'barrier', what, bytes: 1 }, (collective) => void gather(collective, new Uint8Array(1)));
    },
  };
}

interface Trade {
  readonly outgoing: readonly (readonly [peer: number, bytes: Uint8Array])[];
  readonly incoming: readonly (readonly [peer: number, bytes: Uint8Array])[];
}
