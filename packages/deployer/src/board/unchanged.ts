// Two pushes into one folder at the same time: each file there is whole, but a program may get the other's model. What
// was run counts only if it is still there afterwards.
import { BitplaneError } from '@bitplane/model';
import { remoteSums } from '../ssh';
import { checksumCommand, type OpenBoard } from './open';

/** SHA-256 by path on the board. */
export type Sums = ReadonlyMap<string, string>;

/** Runs `use`. Throws E_BUSY, instead of what came of it, where files of these sums have changed meanwhile. */
export async function withUnchanged<T>(board: OpenBoard, sums: Sums, use: () => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await use();
  } catch (error) {
    if (hasRun(error)) await requireUnchanged(board, sums, error);
    throw error;
  }
  await requireUnchanged(board, sums);
  return result;
}

/** Whether that may come of another file. */
const hasRun = (error: unknown): boolean =>
  error instanceof BitplaneError && (error.code === 'E_MISMATCH' || error.code === 'E_BOARD');

async function requireUnchanged(board: OpenBoard, sums: Sums, cause?: unknown): Promise<void> {
  const { link, host, signal } = board;
  const now = await remoteSums(link, [...sums.keys()], { checksumCommand: checksumCommand(board), signal });
  const changed = [...sums].find(([path, sum]) => now.get(path) !== sum)?.[0];
  if (changed === undefined) return;
  throw new BitplaneError(
    'E_BUSY',
    `${host}: ${changed} was ${now.has(changed) ? 'replaced' : 'removed'} while it was used, and the results are thrown away: another push works in that folder; run the command again, or choose another folder with --remote-dir`,
    { cause },
  );
}
