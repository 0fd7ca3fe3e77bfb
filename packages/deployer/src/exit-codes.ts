// The exit code of each kind of fault: a script can then wait, run the command again, or call somebody. docs/boards.md
// has the same table.
import { failureExitCode } from '@bitplane/cli';
import { BitplaneError, ERROR_CODES, type ErrorCode } from '@bitplane/model';

/** Of `compare --fail-if-slower`, which is no error. */
export const EXIT_SLOWER = 4;

/** Those that are not listed give 1; a wrong command line gives 2, an interruption 130. */
export const EXIT_CODES = {
  E_HOST: 10,
  E_HOST_KEY: 11,
  E_DENIED: 12,
  E_ROOM: 13,
  E_BOARD: 14,
  E_TIMEOUT: 15,
  E_NOISY: 16,
  E_BUSY: 17,
  E_CHECKSUM: 18,
  E_MISMATCH: 19,
} satisfies Partial<Record<ErrorCode, number>>;

/** The error that a command line ended with; null where its exit code stands for several, or for none. */
export function errorOfExit(exitCode: number): ErrorCode | null {
  if (exitCode === 1) return null;
  const codes = Object.keys(ERROR_CODES) as ErrorCode[];
  return codes.find((code) => failureExitCode(new BitplaneError(code, ''), EXIT_CODES) === exitCode) ?? null;
}
