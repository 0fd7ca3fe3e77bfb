// Runs command lines of the repository and keeps what they print.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Called with everything printed so far, whenever something is; may signal the process. */
  readonly onOutput?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

export function runCommand(command: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? workspaceRoot(),
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    const notify = () => options.onOutput?.(stdout + stderr, (signal) => child.kill(signal));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      notify();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      notify();
    });
    child.on('error', reject).on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

/** A package's own command line, as `npx bitplane-trainer` would start it. */
export const runDoor = (
  door: 'trainer' | 'converter' | 'deployer',
  args: readonly string[],
  options?: RunOptions,
): Promise<Outcome> =>
  runCommand(process.execPath, [join(workspaceRoot(), `packages/${door}/bin/bitplane-${door}.js`), ...args], options);

/** The same through Nx. */
export const runNx = (target: string, args: readonly string[], options?: RunOptions): Promise<Outcome> =>
  runCommand(join(workspaceRoot(), 'node_modules/.bin/nx'), ['run', target, ...args], {
    ...options,
    env: { NX_DAEMON: 'false', ...options?.env },
  });
