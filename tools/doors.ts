// Runs other programs of this repository as a user would: by their command lines.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { onInterruption, requireHostProgram, workspaceRoot } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';

export type Door = 'trainer' | 'converter' | 'deployer';

interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Shown while nothing of the program's own output is. */
  readonly quiet?: boolean;
}

/** Runs a package's command line and shows what it prints. Returns its standard output. Throws E_PROGRAM, and E_INTERRUPTED after a signal. */
export function runDoor(door: Door, args: readonly string[]): Promise<string> {
  return run(
    process.execPath,
    [join(workspaceRoot(), `packages/${door}/bin/bitplane-${door}.js`), ...args],
    `bitplane-${door} ${args[0]}`,
  );
}

/** Runs the set-up; what is there already takes no time. */
export const setUp = (args: readonly string[]): Promise<string> =>
  run(process.execPath, [join(workspaceRoot(), 'tools/setup/main.mjs'), ...args], 'npm run setup');

/** Runs the runtime's host build and returns what it prints. Throws E_MISSING_FILE where nobody built it. */
export function runProgram(args: readonly string[], options: RunOptions = {}): Promise<string> {
  return run(requireHostProgram(), args, `bitplane ${args[0]}`, { quiet: true, ...options });
}

function run(command: string, args: readonly string[], name: string, options: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['inherit', 'pipe', 'inherit'],
      env: { ...process.env, ...options.env },
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (!options.quiet) process.stdout.write(text);
    });
    const forward = (signal: NodeJS.Signals) => {
      interrupted = true;
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    let interrupted = false;
    const release = onInterruption(forward);
    child.on('error', reject).on('close', (code) => {
      release();
      if (code === 0) resolve(output);
      else if (interrupted || code === 130) {
        reject(new BitplaneError('E_INTERRUPTED', `${name} was interrupted; run the same command again to continue`));
      } else reject(new BitplaneError('E_PROGRAM', `${name} ended with exit code ${code}; see its message above`));
    });
  });
}
