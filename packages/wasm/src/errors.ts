// What callers can act upon.

/** Every code, with what it means. Those that @bitplane/model has too mean the same there. */
export const ERROR_CODES = {
  E_FILE: 'the bytes are no .bpm file that this runtime can run: foreign, damaged, truncated, wrong version',
  E_CHECKSUM: 'the bytes are not the ones that were exported',
  E_SHAPE: 'as many pixels as were given do not fit the image that the network takes',
  E_SETUP: 'the WebAssembly module cannot be found, or this engine cannot compile it',
  E_MEMORY: 'the engine has no memory for the network',
  E_FREED: 'the network, or the workers, have been freed',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface Rejection {
  /** The number that the C runtime has for it (`enum bitplane_status`). */
  readonly status: number;
  /** The layer at fault, counted from 0; null where it is none. */
  readonly layer: number | null;
}

/** The message says what was expected, what came, and what to do next, in one line. */
export class BitplaneError extends Error {
  override readonly name = 'BitplaneError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    /** Why a file was rejected; null for other errors. */
    readonly rejection: Rejection | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
