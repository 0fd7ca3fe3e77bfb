// The C runtime's program on this machine: where it is, and what came of running it.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { BitplaneError } from '@bitplane/model';
import { onBoardProgram } from './workspace';

export interface ProgramOutcome {
  /** What it printed, also if it failed then. */
  readonly stdout: string;
  /** Why it failed: the last line that it wrote to stderr, or the system's reason. Null if it did not. */
  readonly failure: string | null;
}

/**
 * BITPLANE_PROGRAM, else the host build; null where nobody built one. Throws E_MISSING_FILE if BITPLANE_PROGRAM names
 * no file.
 */
export function findHostProgram(): string | null {
  const path = onBoardProgram();
  if (existsSync(path)) return path;
  if (process.env.BITPLANE_PROGRAM === undefined) return null;
  throw new BitplaneError('E_MISSING_FILE', `BITPLANE_PROGRAM: expected the on-board program, found no file ${path}`);
}

/**
 * The same for work that cannot go on without one: throws E_MISSING_FILE wherever there is none, with what makes one.
 */
export function requireHostProgram(): string {
  const path = onBoardProgram();
  if (existsSync(path)) return path;
  throw new BitplaneError(
    'E_MISSING_FILE',
    `no C runtime at ${path}: build it with "npx nx run runtime-c:build", or name another with BITPLANE_PROGRAM`,
  );
}

/** Runs a program to its end, without input. A failure is an outcome, since what was printed before it may say more. */
export function runHostProgram(program: string, args: readonly string[], env = process.env): ProgramOutcome {
  try {
    const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
    return {
      stdout: execFileSync(program, args, { env, stdio, encoding: 'utf8', maxBuffer: Infinity }),
      failure: null,
    };
  } catch (error) {
    const { stdout, stderr, message } = error as Error & { stdout?: string | null; stderr?: string | null };
    return { stdout: stdout ?? '', failure: stderr?.trim().split('\n').at(-1) || message };
  }
}
