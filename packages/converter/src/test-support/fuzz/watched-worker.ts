// Asks a worker, and takes no answer for one.
import { fork, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Input, Verdict } from './attempt';
import type { Answer } from './worker';

const MAX_CPU_MS = 5000;
/** By the clock, which goes on while others have the processor. */
const MAX_WAIT_MS = 60_000;
const MAX_KB = 512 * 1024;

export type Outcome = { readonly verdict: Verdict } | { readonly failure: string };

export class WatchedWorker {
  private child: ChildProcess | null = null;

  /** @param program what answers, as worker.ts does. */
  constructor(
    private readonly reader: string,
    private readonly program = join(__dirname, 'worker.ts'),
    private readonly maxWaitMs = MAX_WAIT_MS,
  ) {}

  async ask(input: Input): Promise<Outcome> {
    const first = await this.askOnce(input);
    if (!isOfWhatCameBefore(first)) return first;
    // In a process that has read nothing before.
    this.stop();
    return this.askOnce(input);
  }

  stop(): void {
    const { child } = this;
    this.child = null;
    child?.kill('SIGKILL');
    if (child?.pid !== undefined)
      rmSync(join(tmpdir(), `bitplane-fuzz-${child.pid}`), { recursive: true, force: true });
  }

  private async askOnce(input: Input): Promise<Outcome> {
    const answer = await this.answerTo(input);
    if (typeof answer === 'string') return { failure: answer };
    if (answer.failure !== null) return { failure: answer.failure };
    if (answer.cpuMs > MAX_CPU_MS) return { failure: `took ${Math.round(answer.cpuMs)} ms of the processor` };
    if (answer.peakKb > MAX_KB) return { failure: `${MEMORY} ${Math.round(answer.peakKb / 1024)} MB` };
    return { verdict: answer.verdict! };
  }

  /** What the worker says, or why it says nothing. */
  private answerTo(input: Input): Promise<Answer | string> {
    const child = (this.child ??= fork(this.program, [], {
      execArgv: ['--require', 'tsx/cjs', '--expose-gc', '--max-old-space-size=400'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    }));
    return new Promise((resolve) => {
      const end = (answer: Answer | string, isGone: boolean): void => {
        clearTimeout(timer);
        child.removeAllListeners();
        if (isGone) this.stop();
        resolve(answer);
      };
      const timer = setTimeout(() => end(`no answer in ${this.maxWaitMs / 1000} s`, true), this.maxWaitMs);
      child.once('message', (answer: Answer) => end(answer, false));
      child.once('exit', (code, signal) => end(`the process ended with ${signal ?? `exit code ${code}`}`, true));
      child.send({ reader: this.reader, input });
    });
  }
}

const MEMORY = 'took memory:';

/** The most memory that a process has had may be that of all attempts together. */
const isOfWhatCameBefore = (outcome: Outcome): boolean => 'failure' in outcome && outcome.failure.startsWith(MEMORY);
