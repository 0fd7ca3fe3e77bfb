// What an error is compared with.
import type { ErrorCode } from '@bitplane/model';

/** An error of this code whose message matches: for toThrow, and for toEqual of what a promise was rejected with. */
export const errorLike = (code: ErrorCode, message: RegExp = /./): Error =>
  expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error;
