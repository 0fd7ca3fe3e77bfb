// A run as the zoo needs it: the network as its checkpoint holds it, at the run's end or before.
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import type { Dataset } from '@bitplane/data';
import { BitplaneError, type DataRecord } from '@bitplane/model';
import type { Recipe } from '../recipes';
import { recordData } from '../run-record';
import { readCheckpoint, restoreVariables } from '../training/checkpoint';
import type { Checkpoint } from '../training/checkpoint-schema';
import { countRightAnswers } from '../training/accuracy';
import { allVariables, preparePlan, prepareLearner } from '../training/preparation';
import { settleNorms } from '../training/settle-norms';

export interface Run {
  readonly model: tf.LayersModel;
  readonly checkpoint: Checkpoint;
  readonly checkpointFolder: string;
  readonly recipe: Recipe;
  readonly data: DataRecord;
  /** Of an epoch. */
  readonly images: number;
  /** Accuracy on the held-out images, 0 … 1; null where none are held out. */
  readonly validationAccuracy: number | null;
}

/** Throws E_MISSING_FILE for a folder without a run, E_USAGE before the end of its first epoch. */
export function readRun(folder: string, data: Dataset): Run {
  const checkpointFolder = join(folder, 'checkpoint');
  const checkpoint = readCheckpoint(checkpointFolder);
  if (checkpoint === null) {
    throw new BitplaneError('E_MISSING_FILE', `no run in ${folder}: train first with "npx nx run trainer:train"`);
  }
  if (checkpoint.position.epoch === 0) {
    throw new BitplaneError('E_USAGE', `${folder}: expected a run of at least one epoch; continue with --resume`);
  }
  const { settings } = checkpoint;
  const plan = preparePlan(settings, data);
  const learner = prepareLearner(settings, plan);
  restoreVariables(checkpointFolder, checkpoint, allVariables(learner));
  const { model } = learner;
  settleNorms(model, plan);
  const held = plan.validation;
  const validationAccuracy = held === null ? null : countRightAnswers(model, held) / held.count;
  return {
    model,
    checkpoint,
    checkpointFolder,
    recipe: settings.recipe,
    data: recordData(data, plan),
    images: plan.train.count,
    validationAccuracy,
  };
}
