// The board's state around a timing: a busy, hot or throttled one is rejected or marked.
import { setTimeout as wait } from 'node:timers/promises';
import { BitplaneError } from '@bitplane/model';
import type { Conditions } from '../report/schema';
import { exec, said } from '../ssh';
import { parseSnapshot, type Snapshot } from './conditions';
import { CONDITIONS_SCRIPT } from './conditions-script';
import { describeConditions, noiseBefore } from './judge-conditions';
import type { OpenBoard } from './open';

/** How long is looked what other programs do before the timing. */
const LOOK_MS = 1000;

export interface Watched<T> {
  readonly result: T;
  readonly conditions: Conditions;
}

/**
 * Runs `time` on a board and says in which state the board was before and after it. ownCpuSeconds: what of the result
 * says how much of the processor the timed program used; null if it does not. Throws E_NOISY, before anything is timed,
 * where the board is busy, hot or throttled, unless allowNoisy.
 */
export async function watchBoard<T>(
  board: OpenBoard,
  time: () => Promise<T>,
  { allowNoisy, ownCpuSeconds }: { allowNoisy: boolean; ownCpuSeconds: (result: T) => number | null },
): Promise<Watched<T>> {
  const earlier = await takeSnapshot(board);
  await wait(LOOK_MS, undefined, { signal: board.signal }).catch(() => undefined);
  const before = await takeSnapshot(board);
  const noise = noiseBefore(earlier, before, board.kind);
  if (noise.length > 0 && !allowNoisy) {
    throw new BitplaneError(
      'E_NOISY',
      `${board.host}: ${noise.join('; ')}: wait until the board is idle and cool, or take such times with --allow-noisy; nothing was timed`,
    );
  }
  const result = await time();
  const after = await takeSnapshot(board);
  const moments = { earlier, before, after, kind: board.kind, ownCpuSeconds: ownCpuSeconds(result) };
  return { result, conditions: describeConditions(moments) };
}

async function takeSnapshot({ link, host, signal }: OpenBoard): Promise<Snapshot> {
  const outcome = await exec(link, CONDITIONS_SCRIPT, { name: 'reading the state', timeoutSeconds: 60, signal });
  const snapshot = outcome.code === 0 ? parseSnapshot(outcome.stdout) : null;
  if (snapshot !== null) return snapshot;
  throw new BitplaneError('E_BOARD', `${host}: expected the board to say its state, got ${said(outcome)}`);
}
