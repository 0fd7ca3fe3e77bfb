// Asks the worker that reads HDF5 files, and waits for what it says, for so long as a file of that size may take.
import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Weight } from '../keras/network';

/** What is in a file, by paths from its root, which is ''. */
export interface Hdf5Outline {
  readonly groups: ReadonlyMap<string, Hdf5Group>;
  readonly datasets: ReadonlyMap<string, Weight>;
  /** What could not be read. */
  readonly faults: ReadonlyMap<string, { readonly expected: string; readonly got: string }>;
}

export interface Hdf5Group {
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
}

/** Twice as large as a network, and no part of it. */
const SKIPPED = ['optimizer_weights', 'optimizer'];

/** Datasets may be one under several names, but not a file of gigabytes in all. */
const MAX_NUMBERS_PER_BYTE = 1;

const [START_MS, MS_PER_MB] = [3000, 250];
const [HEAP_MB, HEAP_MB_PER_MB] = [96, 12];

/** The outline, or why there is none. */
export function readOutline(bytes: Uint8Array): Hdf5Outline | string {
  const megabytes = bytes.length / 2 ** 20;
  const isDone = new Int32Array(new SharedArrayBuffer(4));
  const { port1: answers, port2: port } = new MessageChannel();
  const copy = Uint8Array.from(bytes).buffer;
  const worker = new Worker(join(__dirname, 'hdf5-worker.mjs'), {
    workerData: { bytes: copy, skipped: SKIPPED, maxNumbers: MAX_NUMBERS_PER_BYTE * bytes.length, port, isDone },
    transferList: [copy, port],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB + HEAP_MB_PER_MB * megabytes },
    execArgv: [],
  });
  // Nobody listens after this: a worker that runs out of memory has said nothing, and that is what counts.
  worker.on('error', () => {}).unref();
  try {
    Atomics.wait(isDone, 0, 0, START_MS + MS_PER_MB * megabytes);
    const answer = receiveMessageOnPort(answers)?.message as (Hdf5Outline & { failure: string | null }) | undefined;
    if (answer === undefined) return 'it leads on without an end';
    return answer.failure ?? answer;
  } finally {
    answers.close();
    void worker.terminate();
  }
}
