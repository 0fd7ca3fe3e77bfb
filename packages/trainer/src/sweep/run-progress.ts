// How far a run of a sweep has come. Its checkpoint says so: a sweep keeps no second account that could differ.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import { readCheckpoint } from '../training/checkpoint';
import { checkpointFolder } from '../training/start';

export interface RunProgress {
  /** Whether there is a checkpoint to continue from. */
  readonly isStarted: boolean;
  /** On held-out images after each epoch, 0 … 1; null where none are held out. */
  readonly accuracies: readonly (number | null)[];
  readonly isFinished: boolean;
  /** Why it cannot go on, in one line. */
  readonly failure: string | null;
}

/** What a run with `measuresTest` leaves at its very end: the Evaluation of its network on the test images. */
export const testFile = (folder: string): string => join(folder, 'test.json');

/** A checkpoint that cannot be used is the failure of that run alone. */
export function readProgress(folder: string, measuresTest: boolean): RunProgress {
  try {
    const checkpoint = readCheckpoint(checkpointFolder(folder));
    const epochs = checkpoint?.position.history.epochs ?? [];
    return {
      isStarted: checkpoint !== null,
      accuracies: epochs.map(({ validationAccuracy }) => validationAccuracy),
      isFinished: checkpoint?.finished === true && (!measuresTest || existsSync(testFile(folder))),
      failure: null,
    };
  } catch (error) {
    if (!(error instanceof BitplaneError)) throw error;
    return { isStarted: true, accuracies: [], isFinished: false, failure: error.message };
  }
}
