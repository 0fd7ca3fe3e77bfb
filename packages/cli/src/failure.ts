// What a command line does with an error: one line, an exit code.
import { BitplaneError, type ErrorCode } from '@bitplane/model';
import { commandsHere } from './commands-here';
import { systemFailure } from './system-failure';

/** As shells say it of a program that writes to a pipe that nobody reads any more. */
const BROKEN_PIPE_EXIT_CODE = 141;

/** Exit codes of a command line's own, by the error's code. */
export type ExitCodes = Readonly<Partial<Record<ErrorCode, number>>>;

/**
 * Runs a command line to its end. An error, also one that no promise carries, becomes one line on stderr and the exit
 * code; a reader that goes away, as `head` does, ends it without a word.
 */
export function superviseCommandLine(run: () => Promise<void>, exitCodes: ExitCodes = {}): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(BROKEN_PIPE_EXIT_CODE);
      throw error;
    });
  }
  const report = (error: unknown): void => {
    process.stderr.write(`${failureLine(error)}\n`);
    process.exitCode = failureExitCode(error, exitCodes);
  };
  process.on('uncaughtException', (error) => {
    report(error);
    process.exit();
  });
  run().catch(report);
}

/**
 * The line for stderr. Errors that are neither ours nor the system's keep their stack: they are faults of the program.
 */
export function failureLine(error: unknown): string {
  const known = knownFailure(error);
  if (known !== null) return commandsHere(`error (${known.code}): ${known.message}`);
  return `internal error, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

/** 2 for a wrong command line, 130 for an interruption (as shells do), 1 for everything else without one of its own. */
export function failureExitCode(error: unknown, exitCodes: ExitCodes = {}): number {
  if (!(error instanceof BitplaneError)) return 1;
  return error.code === 'E_USAGE' ? 2 : error.code === 'E_INTERRUPTED' ? 130 : (exitCodes[error.code] ?? 1);
}

const knownFailure = (error: unknown): BitplaneError | null =>
  error instanceof BitplaneError ? error : (systemFailure(error) ?? missingPackage(error));

/** A package that is not installed, or only in part; a file of ours that is missing is a fault of the program. */
function missingPackage(error: unknown): BitplaneError | null {
  const { code, message } = (error ?? {}) as NodeJS.ErrnoException;
  if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_MODULE_NOT_FOUND' && code !== 'ERR_DLOPEN_FAILED') return null;
  const [reason] = message.split('\n');
  if (/'(\.|\/)/.test(reason)) return null;
  return new BitplaneError('E_SETUP', `${reason}: run "npm run setup" first`, { cause: error });
}
