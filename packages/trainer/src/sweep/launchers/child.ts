// A child process as both launchers have it: a line to it, lines from it, an end.
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { openLine } from '../../distributed/launcher-watch';
import { failureOf } from './failure-of';
import type { RunEnd, RunProcess } from './launcher';

/** The exit code of a program of ours that the user has ended. */
const INTERRUPTED = 130;

export interface Child {
  readonly program: string;
  readonly words: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly onText: (text: string) => void;
  /** Whether a line on standard error is the run's own. */
  readonly isOfRun: (line: string) => boolean;
  /** For an end that the run has not explained. */
  readonly explain: (code: number | null, signal: NodeJS.Signals | null) => RunEnd;
  /** Ends it at once. */
  readonly killBy: NodeJS.Signals;
}

export function startChild({ program, words, env, onText, isOfRun, explain, killBy }: Child): RunProcess {
  const line = openLine();
  const child = spawn(program, words, {
    stdio: [line.output, 'pipe', 'pipe'],
    env,
    // A group of its own: the terminal's Ctrl-C comes to the sweep alone.
    detached: true,
  });
  let [failure, isStopped] = [null as RunEnd | null, false];
  child.stdout.setEncoding('utf8').on('data', onText);
  createInterface(child.stderr).on('line', (text) => {
    if (!isOfRun(text)) return;
    onText(`${text}\n`);
    failure = failureOf(text) ?? failure;
  });
  return {
    ended: endOf(child).then(([code, signal]) => {
      line.end();
      if (code === 0) return { kind: 'done' };
      if (isStopped || code === INTERRUPTED) return { kind: 'stopped' };
      return failure ?? explain(code, signal);
    }),
    stop() {
      isStopped = true;
      line.end();
    },
    kill() {
      isStopped = true;
      child.kill(killBy);
    },
  };
}

function endOf(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code, signal) => resolve([code, signal]));
  });
}
