// Why a shell command failed, and what kind of fault that is, by the words of the system's errors in English.
import type { ErrorCode } from '@bitplane/model';

export const lastLine = (stderr: string): string => stderr.trim().split('\n').at(-1) || 'it gave no reason';

const KINDS: readonly (readonly [ErrorCode, RegExp])[] = [
  ['E_ROOM', /no space left|quota exceeded|file too large|no memory|out of memory|cannot allocate memory/i],
  ['E_DENIED', /permission denied|not permitted|read-only file system/i],
];

/** E_BOARD for what has no kind of its own. */
export const kindOfRefusal = (stderr: string): ErrorCode =>
  KINDS.find(([, words]) => words.test(stderr))?.[0] ?? 'E_BOARD';
