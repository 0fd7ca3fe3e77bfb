// Runs other programs to their end, which comes sooner where the user wants it.
import { spawn } from 'node:child_process';
import { onInterruption } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';

export interface Running {
  /** What messages call it. */
  readonly name: string;
  readonly cwd?: string;
  readonly env?: Readonly<NodeJS.ProcessEnv>;
  /** Standard output is shown while it comes, standard error is not kept. */
  readonly isShown?: boolean;
}

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Resolves when the program has ended, however it did. Throws E_INTERRUPTED after Ctrl-C or SIGTERM, which the program
 * gets too.
 */
export function runToEnd(program: string, args: readonly string[], running: Running): Promise<Ended> {
  const { name, cwd, env, isShown = false } = running;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: isShown ? ['inherit', 'pipe', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr, isInterrupted] = ['', '', false];
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (isShown) process.stdout.write(text);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const release = onInterruption((signal) => {
      isInterrupted = true;
      // A terminal has sent Ctrl-C to the whole group already.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
    child.on('error', (error) => {
      release();
      reject(error);
    });
    child.on('close', (exitCode) => {
      release();
      if (isInterrupted || exitCode === 130)
        reject(new BitplaneError('E_INTERRUPTED', `${name} was interrupted; run the same command again to continue`));
      else resolve({ exitCode, stdout, stderr });
    });
  });
}
