// Runs jobs at the places there are, as many at a time. A host that cannot be used loses its places; its job goes back.
import { BitplaneError } from '@bitplane/model';
import type { RunEnd, RunProcess, Slot } from './launchers';

export type JobEnd = Exclude<RunEnd, { kind: 'host-lost' }>;

export interface PoolEvents<Job> {
  start(job: Job, slot: Slot): RunProcess;
  onEnd(job: Job, end: JobEnd): void;
  /** The host is left out from now on. */
  onHostLost(host: string | null, reason: string): void;
}

export interface Pool<Job> {
  /** Resolves when all have ended, or after `stop` those that ran. Throws E_HOST when no place is left. */
  run(jobs: readonly Job[]): Promise<void>;
  /** Starts no more runs, and asks those that run for an end. */
  stop(): void;
  kill(): void;
  isStopped(): boolean;
}

export function makePool<Job>(places: readonly Slot[], events: PoolEvents<Job>): Pool<Job> {
  const running = new Set<RunProcess>();
  let slots = places;
  let lastReason = '';
  let isStopped = false;

  async function work(queue: Job[], slot: Slot): Promise<void> {
    while (queue.length > 0 && !isStopped && slots.includes(slot)) {
      const job = queue.shift()!;
      const process = events.start(job, slot);
      running.add(process);
      const end = await process.ended.finally(() => running.delete(process));
      if (end.kind !== 'host-lost') {
        events.onEnd(job, end);
        continue;
      }
      queue.unshift(job);
      if (!slots.includes(slot)) return;
      slots = slots.filter(({ host }) => host !== slot.host);
      lastReason = end.reason;
      events.onHostLost(slot.host, end.reason);
    }
  }

  return {
    async run(jobs) {
      const queue = [...jobs];
      // A job that a lost host gives back may find all other places at rest.
      while (queue.length > 0 && !isStopped) {
        if (slots.length === 0) throw new BitplaneError('E_HOST', `no host is left: ${lastReason}`);
        await Promise.all(slots.map((slot) => work(queue, slot)));
      }
    },
    stop() {
      isStopped = true;
      for (const process of running) process.stop();
    },
    kill() {
      for (const process of running) process.kill();
    },
    isStopped: () => isStopped,
  };
}
