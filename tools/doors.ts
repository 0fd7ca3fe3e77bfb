// Runs other programs of this repository as a user would: by their command lines.
import { join } from 'node:path';
import { requireHostProgram, workspaceRoot } from '@bitplane/cli';
import { BitplaneError } from '@bitplane/model';
import { runToEnd, type Running } from './programs';

export type Door = 'trainer' | 'converter' | 'deployer';

/**
 * Runs a package's command line and shows what it prints. Returns its standard output. Throws E_PROGRAM, and
 * E_INTERRUPTED after a signal.
 */
export function runDoor(door: Door, args: readonly string[]): Promise<string> {
  return run(process.execPath, [join(workspaceRoot(), `packages/${door}/bin/bitplane-${door}.js`), ...args], {
    name: `bitplane-${door} ${args[0]}`,
    isShown: true,
  });
}

/** Runs the set-up; what is there already takes no time. */
export const setUp = (args: readonly string[]): Promise<string> =>
  run(process.execPath, [join(workspaceRoot(), 'tools/setup/main.mjs'), ...args], {
    name: 'npm run setup',
    isShown: true,
  });

/**
 * Runs the runtime's host build and returns what it prints. Throws E_MISSING_FILE where nobody built it, E_PROGRAM,
 * E_INTERRUPTED.
 */
export async function runProgram(args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runToEnd(requireHostProgram(), args, { name: `bitplane ${args[0]}` });
  if (exitCode === 0) return stdout;
  throw new BitplaneError('E_PROGRAM', `bitplane ${args[0]} ended with exit code ${exitCode}: ${stderr.trim()}`);
}

async function run(program: string, args: readonly string[], running: Running): Promise<string> {
  const { exitCode, stdout } = await runToEnd(program, args, running);
  if (exitCode === 0) return stdout;
  throw new BitplaneError('E_PROGRAM', `${running.name} ended with exit code ${exitCode}; see its message above`);
}
