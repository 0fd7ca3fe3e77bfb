// Other programs, without a shell.
import { spawnSync } from 'node:child_process';
import { folder } from './places.mjs';

/** What the user has to do something about: shown as one line. */
export class CountError extends Error {}

/**
 * Runs a program in runtime-c's folder. Returns { stdout, stderr }; throws a CountError with the end of what it said
 * where it fails.
 */
export function run(program, args, { env = {}, input } = {}) {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    input,
    maxBuffer: 1 << 28,
  });
  if (error !== undefined) throw new CountError(`"${program}" cannot be started: ${error.message}`);
  if (status === 0) return { stdout, stderr };
  const said = (stderr.trim() || stdout.trim()).split('\n').slice(-10).join('\n');
  throw new CountError(`"${[program, ...args.slice(0, 3)].join(' ')} …" ended with exit code ${status}:\n${said}`);
}

export const isThere = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
