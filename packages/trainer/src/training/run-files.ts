// The files of a run: what is written while it runs, and what a finished one leaves.
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { makeFolder, networkName, systemFailure, writeTogether, writeWhole } from '@bitplane/cli';
import { modelFiles } from '../model-files';
import { plural } from '../plural';
import type { RunRecord } from '../run-record';
import { writeCheckpoint, type RankStates } from './checkpoint';
import type { Checkpoint } from './checkpoint-schema';
import { drawCurves } from './curves';
import { curvesPage } from './curves-page/page';
import type { Position } from './history';
import type { Settings } from './settings';
import { openEventLog } from './tensorboard/log';

export interface Run {
  readonly settings: Settings;
  readonly data: Checkpoint['data'];
  /** Moves on as the run does. */
  readonly position: Position;
  readonly model: tf.LayersModel;
  /** All that a checkpoint holds. */
  readonly variables: readonly tf.Tensor[];
  readonly stepsPerEpoch: number;
}

export interface RunFiles {
  /** After each step: TensorBoard's log. */
  onStep(): void;
  isCheckpointDue(): boolean;
  /** ranks: what each rank of several has for itself. */
  saveCheckpoint(ranks?: RankStates | null): void;
  /** The trained network with its record, then the checkpoint that says so. */
  finish(record: RunRecord): void;
}

/** Of a rank that writes nothing. */
export const NO_FILES: RunFiles = {
  onStep: () => undefined,
  isCheckpointDue: () => false,
  saveCheckpoint: () => undefined,
  finish: () => undefined,
};

interface Place {
  readonly folder: string;
  /** Minutes between checkpoints; there is one after each epoch in any case. */
  readonly checkpointEvery: number;
}

/**
 * Writes model.json, weights.bin, history.json, curves.svg, curves.html, run.json, checkpoint/ and tensorboard/ into
 * the folder.
 */
export function openRunFiles({ folder, checkpointEvery }: Place, run: Run): RunFiles {
  const { settings, data, position, model, variables } = run;
  const checkpoints = join(folder, 'checkpoint');
  const log = openEventLog(join(folder, 'tensorboard'), run);
  let saved = performance.now();

  const checkpoint = (finished: boolean, ranks: RankStates | null = null): void => {
    writeCheckpoint(checkpoints, { finished, settings, data, position }, variables, ranks);
    if (!finished && position.history.points.length > 0) {
      writeWhole(join(checkpoints, 'curves.svg'), drawCurves(position.history, runTitle(settings)));
    }
    saved = performance.now();
  };
  return {
    onStep: () => log.update(),
    isCheckpointDue: () => performance.now() - saved >= checkpointEvery * 60_000,
    saveCheckpoint(ranks) {
      log.update();
      checkpoint(false, ranks);
    },
    finish(record) {
      writeTogether(
        new Map([
          ...modelFiles(model, folder, record.data),
          [join(folder, 'history.json'), `${JSON.stringify(position.history, null, 2)}\n`],
          [join(folder, 'curves.svg'), drawCurves(position.history, runTitle(settings))],
          [join(folder, 'curves.html'), curvesPage(position.history, runTitle(settings))],
          [join(folder, 'run.json'), `${JSON.stringify(record, null, 2)}\n`],
        ]),
      );
      checkpoint(true);
    },
  };
}

/** Makes the folder, or says before hours of training that it cannot be made or written. */
export function requireWritable(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw (
      systemFailure(cause, { attempt: 'write into the folder', path: folder, advice: 'choose another --out' }) ?? cause
    );
  }
}

const runTitle = ({ network, recipe }: Settings): string =>
  `${networkName(network)}, recipe ${recipe.name}, ${plural(recipe.epochs, 'epoch')}`;
