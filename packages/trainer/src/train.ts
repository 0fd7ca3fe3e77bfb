// The command `train`: from options to a trained network in a folder.
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { claimFolder, networkName, outFolder, userPath, watchInterruption } from '@bitplane/cli';
import {
  dataFolder,
  describeDataset,
  readAgain,
  readDataset,
  readingOf,
  type Reading,
  type ReadOptions,
} from '@bitplane/data';
import { BitplaneError } from '@bitplane/model';
import type { Backend } from './backend';
import { hasModel } from './model-files';
import { describeRun, recordData, type RunRecord } from './run-record';
import { readCheckpoint, restoreVariables } from './training/checkpoint';
import { loadTeacher } from './training/distillation';
import { describePosition, startPosition, type Position } from './training/history';
import { stepsPerEpoch, type TrainingPlan } from './training/plan';
import { runPlan } from './training/loop';
import {
  allVariables,
  checkpointToResume,
  requireSameData,
  preparePlan,
  prepareLearner,
  type Wish,
} from './training/preparation';
import { clock, showProgress } from './training/progress';
import { requireWritable, openRunFiles } from './training/run-files';
import { completeSettings, resumeSettings, type AskedSettings, type Settings } from './training/settings';

export interface TrainOptions extends AskedSettings, Wish, Partial<ReadOptions> {
  /** A name of the list, or the file of a user's own network. */
  readonly network: string;
  /** Default: out/<network>/train. */
  readonly out?: string;
  /** Folder with images; default: CIFAR-10 as the set-up fetched it. */
  readonly data?: string;
  /** Sees the network before its first step. */
  readonly look?: (model: tf.LayersModel) => void;
  /** Minutes between checkpoints; default: 2. */
  readonly checkpointEvery?: number;
}

/** Of a run that has not begun. */
const UNREAD: Reading = { imageSize: null, splitSeed: null };

/** A checkpoint of the reference network takes 30 ms: this loses little and costs less. */
const DEFAULT_CHECKPOINT_MINUTES = 2;

/**
 * Trains a network and writes the files of run-files.ts into its folder. A finished run that is there already is
 * replaced only with `overwrite`, and only when this one finishes. Throws E_USAGE when a run is there and the options
 * do not say what to do with it; E_FILE when the folder cannot be written; E_INTERRUPTED after a clean end on SIGINT or
 * SIGTERM.
 */
export async function train(options: TrainOptions, backend: Backend): Promise<void> {
  const folder = options.out === undefined ? outFolder(networkName(options.network), 'train') : userPath(options.out);
  const checkpointFolder = join(folder, 'checkpoint');
  const checkpoint = checkpointToResume(readCheckpoint(checkpointFolder), options, folder);
  const settings =
    checkpoint === null ? completeSettings(options.network, options) : resumeSettings(checkpoint.settings, options);
  const imageFolder = dataFolder(options.data);
  const data = await readDataset(imageFolder, readAgain(checkpoint?.data?.reading ?? UNREAD, options));
  console.log(describeDataset(data, imageFolder).join('\n'));
  if (checkpoint !== null) requireSameData(checkpoint, data);
  const plan = preparePlan(settings, data);
  const untaught = prepareLearner(settings, plan);
  const { distillation } = settings.recipe;
  const learner =
    distillation === null ? untaught : { ...untaught, teacher: await loadTeacher(distillation, untaught.model) };
  const variables = allVariables(learner);
  if (checkpoint !== null) restoreVariables(checkpointFolder, checkpoint, variables);
  requireWritable(folder);
  const release = claimFolder(join(folder, '.run'));
  const position = checkpoint?.position ?? startPosition();
  const reading = readingOf(recordData(data, plan));
  const checkpointData = { name: data.name, sha256: data.sha256, reading };
  announce(plan, { settings, dataName: data.name, position, folder });
  options.look?.(learner.model);

  const files = openRunFiles(
    { folder, checkpointEvery: options.checkpointEvery ?? DEFAULT_CHECKPOINT_MINUTES },
    { settings, data: checkpointData, position, model: learner.model, variables, stepsPerEpoch: stepsPerEpoch(plan) },
  );
  // From here on a run that is killed can be resumed.
  if (checkpoint === null) files.saveCheckpoint();
  const progress = showProgress(plan, position);
  const interruption = watchInterruption(() => process.stderr.write('\nstopping after this step …\n'));
  try {
    const complete = await runPlan(learner, plan, position, {
      onStep(current) {
        progress.onStep(current);
        files.onStep();
      },
      onCheckpoint: () => files.saveCheckpoint(),
      shouldStop: () => interruption.requested(),
    });
    if (!complete) {
      release();
      throw interrupted(options, position, folder);
    }
  } finally {
    progress.stop();
    interruption.release();
  }

  const record = describeRun({ settings, data, plan, position, backend });
  files.finish(record);
  release();
  report(record.result, folder);
}

interface Announcement {
  readonly settings: Settings;
  readonly dataName: string;
  readonly position: Position;
  readonly folder: string;
}

function announce(plan: TrainingPlan, { settings, dataName, position, folder }: Announcement): void {
  const begin = position.epoch + position.stepInEpoch === 0 ? '' : `, continuing after ${describePosition(position)}`;
  const held = plan.validation === null ? '' : `, ${plan.validation.count} held out`;
  console.log(
    `Training ${settings.network} with recipe ${settings.recipe.name}: ${plan.train.count} images of ${dataName}${held}, ` +
      `${plural(plan.epochs, 'epoch')} of ${plural(stepsPerEpoch(plan), 'step')}, seed ${settings.seed}${begin}`,
  );
  const { batchSize } = plan;
  if (batchSize > plan.train.count) {
    console.log(`The batch size ${batchSize} exceeds the number of images: each step takes all ${plan.train.count}.`);
  }
  if (hasModel(folder)) console.log(`${folder} contains a finished run, which is kept until this one has finished.`);
}

function report(result: RunRecord['result'], folder: string): void {
  const held = result.validationAccuracy === null ? '' : `, ${percent(result.validationAccuracy)} on held-out images`;
  console.log(
    `Trained in ${clock(result.seconds)}: loss ${result.loss.toFixed(3)}, accuracy ${percent(result.accuracy)} in the last epoch${held}`,
  );
  console.log(`model:  ${join(folder, 'model.json')}\ncurves: ${join(folder, 'curves.html')}`);
}

function interrupted(options: TrainOptions, position: Position, folder: string): BitplaneError {
  const given = (['network', 'out', 'data'] as const).flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [`--${name} ${value}`];
  });
  return new BitplaneError(
    'E_INTERRUPTED',
    `training stopped after ${describePosition(position)}; its state is in ${join(folder, 'checkpoint')}: continue with "npx nx run trainer:train ${given.join(' ')} --resume"`,
  );
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
