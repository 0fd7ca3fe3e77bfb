// What push tests need: a real program, a real model, a board.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onBoardProgram, workspaceRoot } from '@bitplane/cli';
import type { PushOptions } from '../push';

/** The on-board program for this computer; null where nobody has built it. */
export function hostProgram(): string | null {
  const path = onBoardProgram();
  if (existsSync(path)) return path;
  if (process.env.CI) throw new Error(`expected the on-board program at ${path}: run "npm run setup"`);
  return null;
}

/** A folder with model.bpm and golden.bpv of a random model. */
export const vectors = (name: string): string => join(workspaceRoot(), 'test/vectors', name);

export const pushOptions = (changes: Partial<PushOptions>): PushOptions => ({
  host: 'pi',
  network: 'random',
  export: vectors('random-166'),
  remoteDir: 'bitplane',
  timeout: 60,
  bench: true,
  threads: [1],
  repeats: 3,
  allowNoisy: true,
  ...changes,
});
