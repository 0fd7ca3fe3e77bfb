// An error of this code whose message matches, for toThrow.
import type { ErrorCode } from '@bitplane/model';

export const errorLike = (code: ErrorCode, message: RegExp = /./): Error =>
  expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error;
