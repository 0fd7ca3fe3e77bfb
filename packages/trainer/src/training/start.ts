// Where a run starts: at its beginning, or at a checkpoint.
import { join } from 'node:path';
import { readCheckpoint } from './checkpoint';
import type { Checkpoint } from './checkpoint-schema';
import { checkpointToResume, type Wish } from './preparation';
import { completeSettings, resumeSettings, type AskedSettings, type Settings } from './settings';

export interface AskedStart extends AskedSettings, Wish {
  readonly network: string;
}

export interface Start {
  /** Null: at its beginning. */
  readonly checkpoint: Checkpoint | null;
  readonly settings: Settings;
}

export const checkpointFolder = (folder: string): string => join(folder, 'checkpoint');

/** Throws what readCheckpoint, checkpointToResume, completeSettings and resumeSettings throw. */
export function readStart(asked: AskedStart, folder: string): Start {
  const checkpoint = checkpointToResume(readCheckpoint(checkpointFolder(folder)), asked, folder);
  const settings =
    checkpoint === null ? completeSettings(asked.network, asked) : resumeSettings(checkpoint.settings, asked);
  return { checkpoint, settings };
}
