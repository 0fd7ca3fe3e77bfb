// A process of its own for attempts, since one may hang, or take all memory.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peakKb } from '../peak-memory';
import { attempt, type Input, type Verdict } from './attempt';
import { READERS } from './readers';

export interface Question {
  readonly reader: string;
  readonly input: Input;
}

export interface Answer {
  readonly verdict: Verdict | null;
  /** What is wrong; null where nothing is. */
  readonly failure: string | null;
  /** Of the attempt. */
  readonly cpuMs: number;
  /** The most that the process has had so far. */
  readonly peakKb: number;
}

/** What earlier attempts left over is not to count for the next one. */
const COLLECT_FROM_NBYTES = 200 << 20;

const folder = join(tmpdir(), `bitplane-fuzz-${process.pid}`);

process.on('message', ({ reader, input }: Question) => {
  if (process.memoryUsage.rss() > COLLECT_FROM_NBYTES) globalThis.gc?.();
  const before = process.cpuUsage();
  const outcome = tryOut(reader, input);
  const { user, system } = process.cpuUsage(before);
  const answer: Answer = { ...outcome, cpuMs: (user + system) / 1000, peakKb: peakKb() };
  process.send!(answer);
});

function tryOut(name: string, input: Input): Pick<Answer, 'verdict' | 'failure'> {
  try {
    return {
      verdict: attempt(
        READERS.find((reader) => reader.name === name)!,
        input,
        folder,
      ),
      failure: null,
    };
  } catch (error) {
    return { verdict: null, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
