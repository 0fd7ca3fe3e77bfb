import { errorLike } from '@bitplane/cli/test-support';
import type { RunEnd, Slot } from './launchers';
import { makePool, type JobEnd } from './pool';

const DONE: RunEnd = { kind: 'done' };
const LOST: RunEnd = { kind: 'host-lost', reason: 'no route' };
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Jobs that end as `endOf` says, a turn of the event loop later. */
function poolOf(places: readonly Slot[], endOf: (job: number, slot: Slot) => RunEnd) {
  const ends: [number, JobEnd['kind']][] = [];
  const lost: (string | null)[] = [];
  let [running, peak] = [0, 0];
  const pool = makePool<number>(places, {
    start(job, slot) {
      peak = Math.max(peak, ++running);
      let stop = (): void => undefined;
      const stopped = new Promise<RunEnd>((resolve) => (stop = () => resolve({ kind: 'stopped' })));
      const ended = Promise.race([
        stopped,
        nextTurn()
          .then(nextTurn)
          .then(() => endOf(job, slot)),
      ]);
      return { ended: ended.finally(() => running--), stop, kill: stop };
    },
    onEnd: (job, { kind }) => void ends.push([job, kind]),
    onHostLost: (host) => void lost.push(host),
  });
  return { pool, ends, lost, peak: () => peak };
}

const places = (...hosts: string[]): Slot[] => hosts.map((host) => ({ host }));

test('all jobs run, as many at a time as there are places', async () => {
  const { pool, ends, peak } = poolOf(places('a', 'a', 'b'), () => DONE);
  await pool.run([1, 2, 3, 4, 5, 6, 7]);
  expect(ends.map(([job]) => job).sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(peak()).toBe(3);
});

test('a failure ends no other job', async () => {
  const { pool, ends } = poolOf(places('a'), (job) =>
    job === 1 ? { kind: 'failed', reason: 'NaN', isFinal: true } : DONE,
  );
  await pool.run([1, 2]);
  expect(ends).toEqual([
    [1, 'failed'],
    [2, 'done'],
  ]);
});

test('a host that is lost loses all its places, for good, and other hosts run its jobs', async () => {
  const { pool, ends, lost } = poolOf(places('a', 'b', 'a'), (_, { host }) => (host === 'a' ? LOST : DONE));
  await pool.run([1, 2, 3]);
  await pool.run([4]);
  expect(ends.map(([job]) => job).sort()).toEqual([1, 2, 3, 4]);
  expect(lost).toEqual(['a']);
});

test('a job of a host that is lost last of all runs on one that had nothing more to do', async () => {
  let endOfFirst: RunEnd = DONE;
  const { pool, ends } = poolOf(places('a', 'b'), (_, { host }) => {
    if (host === 'b') return DONE;
    endOfFirst = LOST;
    return LOST;
  });
  await pool.run([1, 2]);
  expect([ends.map(([job]) => job).sort(), endOfFirst]).toEqual([[1, 2], LOST]);
});

test('without any host left the last reason is said', async () => {
  const { pool, ends } = poolOf(places('a', 'b'), () => LOST);
  await expect(pool.run([1])).rejects.toEqual(errorLike('E_HOST', /no host is left: no route/));
  expect(ends).toEqual([]);
});

test('stop asks those that run for an end, and starts no more', async () => {
  const { pool, ends } = poolOf(places('a', 'a'), () => DONE);
  const run = pool.run([1, 2, 3]);
  pool.stop();
  await run;
  expect(ends).toEqual([
    [1, 'stopped'],
    [2, 'stopped'],
  ]);
  expect(pool.isStopped()).toBe(true);
});
