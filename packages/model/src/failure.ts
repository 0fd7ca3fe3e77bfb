// What a command line does with an error: one line, an exit code.
import { BitplaneError } from './errors';

/** The line for stderr. Errors that are not ours keep their stack: they are faults of the program. */
export function failureLine(error: unknown): string {
  if (error instanceof BitplaneError) return `error (${error.code}): ${error.message}`;
  return `internal error, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

/** 2 for a wrong command line, 130 for an interruption (as shells do), 1 for everything else. */
export function failureExitCode(error: unknown): number {
  if (!(error instanceof BitplaneError)) return 1;
  return error.code === 'E_USAGE' ? 2 : error.code === 'E_INTERRUPTED' ? 130 : 1;
}
