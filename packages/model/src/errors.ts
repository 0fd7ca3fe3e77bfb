// One error class for all packages, and the one table of its codes.

/** Every code, with what it means to the user. A value is never reused for something else. */
export const ERROR_CODES = {
  E_USAGE: 'the command line is wrong: unknown option, missing argument, value out of range',
  E_MISSING_FILE: 'a file or folder that the command needs is not there',
  E_FILE: 'a file is there but is not what was expected: foreign, damaged, truncated, wrong version',
  E_CHECKSUM: 'the bytes are not the ones that were published or sent',
  E_LAYER: 'a layer is unknown, or one of its attributes cannot be used',
  E_VALUE: 'a number is NaN, infinite or out of range',
  E_SHAPE: 'shapes do not fit together',
  E_SETUP: 'a tool or library that the set-up installs is missing',
  E_TRAINING: 'training cannot continue',
  E_HOST: 'the host is unknown, does not respond, or rejects the connection',
  E_HOST_KEY: 'the host shows a key that is unknown or has changed',
  E_BOARD: 'the board cannot run the program, or its program failed',
  E_ROOM: 'the board lacks the disk space or the memory that the command needs',
  E_DENIED: 'the board does not permit what the command needs',
  E_TIMEOUT: 'what runs on the board did not end in time',
  E_NOISY: 'the board is too busy, hot or throttled to be timed',
  E_BUSY: 'another command works in the same place on the board',
  E_MISMATCH: 'two results that must agree differ',
  E_PROGRAM: 'a program that this one runs has failed; see its message above',
  E_INTERRUPTED: 'the user ended the command',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Longer ones hold a name out of a file that is none. */
const MAX_LENGTH = 2000;

/**
 * What a file calls its parts may have line breaks and a terminal's commands in it, or be as long as the file. The end
 * of a message says what to do.
 */
function inOneLine(message: string): string {
  const line = message.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '_');
  return line.length <= MAX_LENGTH ? line : `${line.slice(0, MAX_LENGTH / 2)}…${line.slice(-MAX_LENGTH / 4)}`;
}

/**
 * An error that a user can act upon. The message says what was expected, what came, where, and what to do next, in one
 * line: control characters become underscores. Only a `cli.ts` catches it.
 */
export class BitplaneError extends Error {
  override readonly name = 'BitplaneError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(inOneLine(message), options);
  }
}
